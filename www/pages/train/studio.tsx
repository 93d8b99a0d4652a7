/** The training page: its steps, and where each of them stands. */
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { t } from '../../shared/i18n/index.js';
import { BottomBar } from './bottom-bar.js';
import { Collect } from './collect/collect.js';
import { TrainRoom } from './model/train-room.js';
import type { Training } from './model/training.js';
import { TrainingContext } from './model/use-training.js';
import { Later } from './parts/later.js';
import { SessionContext } from './parts/use-session.js';
import { WalkThrough } from './example/walk-through.js';
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
        {session.isOpen && <WalkThrough />}
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
      <Room id="collect">
        {session.isOpen && <Start key={session.project.id} files={files} />}
        <Collect />
      </Room>
      <div class="workbench-side">
        <Room id="train">
          <TrainRoom />
        </Room>
        <Room id="try">
          <TryRoom />
        </Room>
      </div>
    </div>
  );
}

/** What follows below, over the full width. */
function Below() {
  return (
    <>
      <Room id="map">
        <Later room="MapRoom" />
      </Room>
      <Room id="evaluate">
        <Later room="CheckRoom" />
      </Room>
      <Room id="publish">
        <Later room="Publish" />
      </Room>
      <Room id="readers">
        <Later room="Readers" />
      </Room>
    </>
  );
}

type RoomId = 'collect' | 'train' | 'try' | 'map' | 'evaluate' | 'publish' | 'readers';

/** A part of the page that the steps and the skip links lead to, under its heading. */
function Room({ id, children }: { id: RoomId; children: ComponentChildren }) {
  return (
    <section id={id} class="room" aria-labelledby={`${id}-title`} tabIndex={-1}>
      <h2 id={`${id}-title`}>{t(`${id}.title`)}</h2>
      {children}
    </section>
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
