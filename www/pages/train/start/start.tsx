/** The ways into an empty project: the camera, files, an example. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { isTouch } from '../../../shared/dom.js';
import { t } from '../../../shared/i18n/index.js';
import type { GivenFile } from '../../../engine/index.js';
import { mayHoldFiles } from '../../shell/dropped-files.js';
import { addDropped, addPictures, fromInput } from '../collect/intake.js';
import { useDropTarget } from '../parts/drop-target.js';
import { Icon } from '../parts/icon.js';
import { useSession } from '../parts/use-session.js';
import type { ProjectFiles } from '../project/project-files.js';
import { READY_PROJECTS, type ReadyProject } from '../project/ready-projects.js';
import { openCamera } from './open-camera.js';

/** The files of public/projects, which scripts/example-pictures.mjs makes. */
const PICTURES: Readonly<Record<ReadyProject, string>> = {
  flowers: 'projects/flowers.jpg',
  doodles: 'projects/doodles.png',
  lights: 'projects/lights.jpg',
  charts: 'projects/charts.png',
};

export function Start({ files }: { files: ProjectFiles }) {
  const session = useSession();
  const input = useRef<HTMLInputElement>(null);
  const take = (incoming: GivenFile[]) => void addPictures(session, incoming, null);
  const drop = useDropTarget({
    label: t('start.drop'),
    accepts: mayHoldFiles,
    onDrop: (data) => void addDropped(session, data, null),
  });
  if (session.pictures.length > 0 || session.versions.length > 0) return null;
  return (
    <div class="start" data-testid="start" {...drop}>
      <p class="start-lede">{t('train.hero.lede')}</p>
      <div class="start-ways">
        <Way icon="camera" testId="start-camera" name={t('start.camera')} onClick={openCamera}>
          {t('start.camera.help')}
        </Way>
        <Way
          icon="upload"
          testId="start-upload"
          name={t(isTouch() ? 'collect.add.files' : 'start.upload')}
          onClick={() => input.current?.click()}
        >
          {t('start.upload.help')}
        </Way>
        <div class="start-examples">
          {READY_PROJECTS.map((id) => (
            <Example key={id} id={id} files={files} />
          ))}
        </div>
      </div>
      <input
        ref={input}
        type="file"
        accept="image/*,.zip,.tm"
        multiple
        hidden
        data-testid="start-files"
        onChange={({ currentTarget }) => take(fromInput(currentTarget))}
      />
    </div>
  );
}

interface WayProps {
  icon: string;
  name: string;
  testId: string;
  onClick: () => void;
  children: ComponentChildren;
}

function Way({ icon, name, testId, onClick, children }: WayProps) {
  return (
    <button type="button" class="start-way" data-testid={testId} onClick={onClick}>
      <Icon name={icon} />
      <strong>{name}</strong>
      <span>{children}</span>
    </button>
  );
}

function Example({ id, files }: { id: ReadyProject; files: ProjectFiles }) {
  useEffect(() => () => goOnAtCollect(), []);
  return (
    <button type="button" class="start-way is-example" data-testid={`start-${id}`} onClick={() => files.openReady(id)}>
      <img src={PICTURES[id]} alt="" width="96" height="96" />
      <strong>{t(`project.ready.${id}`)}</strong>
      <span>{t(`start.example.${id}`)}</span>
    </button>
  );
}

/** What was opened has taken the place of the button that opened it: a keyboard goes on where it stands. */
function goOnAtCollect(): void {
  const isLost = !document.activeElement || document.activeElement === document.body;
  if (isLost) document.getElementById('collect')?.focus({ preventScroll: true });
}
