/** The training page: its steps, and where each of them stands. */
import { useEffect } from 'preact/hooks';
import { t } from '../../shared/i18n/index.js';
import { CollectView } from './collect/collect-view.js';
import { CheckRoom } from './evaluate/check-room.js';
import { MapRoom } from './map/map-room.js';
import { TrainView } from './model/train-view.js';
import { Legacy } from './parts/legacy.js';
import { SessionContext } from './parts/use-session.js';
import type { Session } from './project/session.js';
import { PublishView } from './publish/publish-view.js';
import { ReadersView } from './readers/readers-view.js';
import { Steps } from './steps.js';
import { TryView } from './try/try-view.js';

export function Studio({ session }: { session: Session }) {
  useEffect(() => refuseStrayDrops(), []);
  return (
    <SessionContext.Provider value={session}>
      <Steps />
      <div class="workbench">
        <section id="collect" class="room" aria-labelledby="collect-title">
          <h2 id="collect-title">{t('collect.title')}</h2>
          <Legacy id="collect-body" make={(root) => new CollectView(root, session)} />
        </section>
        <div class="workbench-side">
          <section id="train" class="room" aria-labelledby="train-title">
            <h2 id="train-title">{t('train.title')}</h2>
            <Legacy id="train-body" make={(root) => new TrainView(root, session)} />
          </section>
          <section id="try" class="room" aria-labelledby="try-title">
            <h2 id="try-title">{t('try.title')}</h2>
            <Legacy id="try-body" make={(root) => new TryView(root, session)} />
          </section>
        </div>
      </div>
      <section id="map" class="room" aria-labelledby="map-title">
        <h2 id="map-title">{t('map.title')}</h2>
        <MapRoom />
      </section>
      <section id="evaluate" class="room" aria-labelledby="evaluate-title">
        <h2 id="evaluate-title">{t('evaluate.title')}</h2>
        <CheckRoom />
      </section>
      <section id="publish" class="room" aria-labelledby="publish-title">
        <h2 id="publish-title">{t('publish.title')}</h2>
        <Legacy id="publish-body" make={(root) => new PublishView(root, session)} />
      </section>
      <section id="readers" class="room" aria-labelledby="readers-title">
        <h2 id="readers-title">{t('readers.title')}</h2>
        <Legacy id="readers-body" make={(root) => new ReadersView(root, session)} />
      </section>
    </SessionContext.Provider>
  );
}

/** A file let go beside every place for it must not take the page's place. */
function refuseStrayDrops(): () => void {
  const refuse = (event: DragEvent) => event.preventDefault();
  window.addEventListener('dragover', refuse);
  window.addEventListener('drop', refuse);
  return () => {
    window.removeEventListener('dragover', refuse);
    window.removeEventListener('drop', refuse);
  };
}
