/** A model file becomes a version of the open project. */
import { t } from '../../../shared/i18n/index.js';
import type { Session } from './session.js';

export async function openModelFile(session: Session, file: Blob): Promise<void> {
  await session.attempt(async () => {
    const { number } = await session.worker.openModel(session.project.id, file);
    await session.refreshVersions();
    const name = file instanceof File ? file.name : t('evaluate.open');
    session.toast.show({ text: () => t('evaluate.opened', { name, number }) });
  });
}
