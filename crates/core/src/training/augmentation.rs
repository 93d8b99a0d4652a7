//! Changes to pictures, drawn at random.

use super::randomness::{Use, generator};
use crate::networks::Augmentation;
use crate::picture::AugmentDraw;
use rand::RngExt;
use rand_pcg::Pcg64Mcg;

impl Augmentation {
    /// One change that follows from `seed` alone, for variants whose features are kept.
    pub fn draw_from_seed(&self, seed: u32) -> AugmentDraw {
        self.draw(&mut generator(u64::from(seed), Use::Variant))
    }

    /// One change, drawn within the limits.
    pub fn draw(&self, rng: &mut Pcg64Mcg) -> AugmentDraw {
        let mut within = |limit: f32| (rng.random::<f32>() * 2.0 - 1.0) * limit;
        let (turn, brightness) = (within(self.rotate), within(self.brightness));
        let cut = within(self.crop).abs();
        let shift = [within(cut / 2.0), within(cut / 2.0)];
        AugmentDraw {
            is_flipped: self.flip && within(1.0) < 0.0,
            zoom: 1.0 - cut,
            shift,
            degrees: turn,
            gain: 1.0 + brightness,
        }
    }
}
