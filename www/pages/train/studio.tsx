/** The training page: its steps, and where each of them stands. */
import { useEffect } from 'preact/hooks';
import { t } from '../../shared/i18n/index.js';
import { BottomBar } from './bottom-bar.js';
import { Collect } from './collect/collect.js';
import { TrainRoom } from './model/train-room.js';
import type { Training } from './model/training.js';
import { TrainingContext } from './model/use-training.js';
import { Later } from './parts/later.js';
import { SessionContext } from './parts/use-session.js';
import { KeepLine } from './project/keep-line.js';
import type { ProjectFiles } from './project/project-files.js';
import { ProjectWorks } from './project/project-work.js';
import type { Session } from './project/session.js';
import { Start } from './start/start.js';
import { Steps } from './steps.js';
import { TryRoom } from './try/try-room.js';

interface StudioProps {
  session: Session;
  training: Training;
  files: ProjectFiles;
}

export function Studio({ session, training, files }: StudioProps) {
  useEffect(() => refuseStrayDrops(session), []);
  return (
    <SessionContext.Provider value={session}>
      <TrainingContext.Provider value={training}>
        <Steps />
        <ProjectWorks files={files} />
        <KeepLine files={files} />
        <Workbench session={session} files={files} />
        <Below />
        <BottomBar />
      </TrainingContext.Provider>
    </SessionContext.Provider>
  );
}

/** What stands side by side on one screen. */
function Workbench({ session, files }: Pick<StudioProps, 'session' | 'files'>) {
  return (
    <div class="workbench">
      <section id="collect" class="room" aria-labelledby="collect-title" tabIndex={-1}>
        <h2 id="collect-title">{t('collect.title')}</h2>
        {session.isOpen && <Start key={session.project.id} files={files} />}
        <Collect />
      </section>
      <div class="workbench-side">
        <section id="train" class="room" aria-labelledby="train-title" tabIndex={-1}>
          <h2 id="train-title">{t('train.title')}</h2>
          <TrainRoom />
        </section>
        <section id="try" class="room" aria-labelledby="try-title" tabIndex={-1}>
          <h2 id="try-title">{t('try.title')}</h2>
          <TryRoom />
        </section>
      </div>
    </div>
  );
}

/** What follows below, over the full width. */
function Below() {
  return (
    <>
      <section id="map" class="room" aria-labelledby="map-title" tabIndex={-1}>
        <h2 id="map-title">{t('map.title')}</h2>
        <Later room="MapRoom" />
      </section>
      <section id="evaluate" class="room" aria-labelledby="evaluate-title" tabIndex={-1}>
        <h2 id="evaluate-title">{t('evaluate.title')}</h2>
        <Later room="CheckRoom" />
      </section>
      <section id="publish" class="room" aria-labelledby="publish-title" tabIndex={-1}>
        <h2 id="publish-title">{t('publish.title')}</h2>
        <Later room="Publish" />
      </section>
      <section id="readers" class="room" aria-labelledby="readers-title" tabIndex={-1}>
        <h2 id="readers-title">{t('readers.title')}</h2>
        <Later room="Readers" />
      </section>
    </>
  );
}

/** What is let go beside every place for it must not take the page's place. */
function refuseStrayDrops({ toast }: Session): () => void {
  const refuse = (event: DragEvent) => {
    event.preventDefault();
    // A picture of another page: one would wait for it in vain.
    const isAddress = event.type === 'drop' && event.dataTransfer?.types.includes('text/uri-list');
    if (isAddress && event.dataTransfer?.files.length === 0) toast.show({ text: () => t('drop.no-picture') });
  };
  window.addEventListener('dragover', refuse);
  window.addEventListener('drop', refuse);
  return () => {
    window.removeEventListener('dragover', refuse);
    window.removeEventListener('drop', refuse);
  };
}
