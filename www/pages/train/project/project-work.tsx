/** What is being opened or packed: how far it is, and a button that stops it. */
import { t } from '../../../shared/i18n/index.js';
import type { ProjectFiles } from './project-files.js';

export function ProjectWorks({ files }: { files: ProjectFiles }) {
  return (
    <div class="project-works" data-testid="project-status" role="status">
      {files.works.map(({ id, text, stop }) => (
        <p key={id}>
          {text()}{' '}
          <button type="button" class="text-button" data-testid="project-stop" onClick={stop}>
            {t('collect.progress.cancel')}
          </button>
        </p>
      ))}
    </div>
  );
}
