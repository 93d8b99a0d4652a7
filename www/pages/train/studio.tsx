/** The training page: its steps, and where each of them stands. */
import { useEffect } from 'preact/hooks';
import { t } from '../../shared/i18n/index.js';
import { CollectView } from './collect/collect-view.js';
import { EvaluateView } from './evaluate/evaluate-view.js';
import { MapView } from './map/map-view.js';
import { TrainView } from './model/train-view.js';
import { Legacy } from './parts/legacy.js';
import { SessionContext } from './parts/use-session.js';
import type { Session } from './project/session.js';
import { Publish } from './publish/publish.js';
import { Readers } from './readers/readers.js';
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
          <Legacy id="map-body" make={(root) => new MapView(root, session)} />
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
      <section id="evaluate" class="room" aria-labelledby="evaluate-title">
        <h2 id="evaluate-title">{t('evaluate.title')}</h2>
        <Legacy id="evaluate-body" make={(root) => new EvaluateView(root, session)} />
      </section>
      <section id="publish" class="room" aria-labelledby="publish-title">
        <h2 id="publish-title">{t('publish.title')}</h2>
        <Publish />
      </section>
      <section id="readers" class="room" aria-labelledby="readers-title">
        <h2 id="readers-title">{t('readers.title')}</h2>
        <Readers />
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
