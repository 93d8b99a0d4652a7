/** The pictures of the project that are most like the one in full, and the way to each of them. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { SimilarPicture } from '../../../../engine/index.js';
import { formatNumber, formatPercent } from '../../../../shared/i18n/format.js';
import { t } from '../../../../shared/i18n/index.js';
import type { PictureRecord } from '../../../../storage/index.js';
import { ClassMark } from '../../parts/class-mark.js';
import { JobProgress, useJob, type Progress } from '../../parts/job.js';
import { Thumbnail } from '../../parts/thumbnail.js';
import { useSession } from '../../parts/use-session.js';

interface SimilarPicturesProps {
  picture: PictureRecord;
  /** They are looked for at once. */
  isAsked: boolean;
  /** Opens one of them; `among` are those that one can turn to from it. */
  onGo: (id: string, among: readonly string[]) => void;
}

export function SimilarPictures({ picture: { id }, isAsked, onGo }: SimilarPicturesProps) {
  const session = useSession();
  const job = useJob<SimilarPicture[]>('similar.cancelled');
  const numNew = useSignal(0);
  const section = useRef<HTMLElement>(null);
  const find = () =>
    void job.run(({ signal, onProgress }) =>
      session.worker.similar(session.project.id, id, {
        ...(signal && { signal }),
        onProgress: (done, total, count) => {
          numNew.value = count;
          onProgress?.(done, total);
        },
      }),
    );
  useEffect(() => {
    if (isAsked) find();
  }, []);
  const there = new Map(session.pictures.map((picture) => [picture.id, picture]));
  const found = job.result?.flatMap((similar) => {
    const picture = there.get(similar.pictureId);
    return picture ? [{ similar, picture }] : [];
  });
  useEffect(() => {
    if (!job.result) return;
    section.current?.scrollIntoView({ block: 'nearest' });
    // The keyboard was on the button that stops it.
    section.current?.querySelector<HTMLElement>('li button')?.focus({ preventScroll: true });
  }, [job.result]);
  const among = [id, ...(found ?? []).map(({ picture }) => picture.id)];
  return (
    <section class="similar" ref={section} aria-label={t('similar.title')} data-testid="similar">
      {!job.isRunning && !found && (
        <button type="button" class="text-button" data-testid="similar-start" onClick={find}>
          {t('similar.title')}
        </button>
      )}
      <JobProgress job={job} text={(progress) => said(progress, numNew.value)} testId="similar-progress" />
      <p role="status" data-testid="similar-said">
        {found && (found.length > 0 ? t('similar.found', { count: found.length }) : t('similar.none'))}
      </p>
      {found && (
        <ul role="list">
          {found.map(({ similar, picture }) => (
            <SimilarItem key={picture.id} similar={similar} picture={picture} onOpen={() => onGo(picture.id, among)} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** Looking at a picture for the first time is what takes time. */
function said({ done, total }: Progress, numNew: number): string {
  if (numNew === 0) return t('similar.comparing');
  return t('similar.looking', { count: numNew, done: formatNumber(done), total: formatNumber(total) });
}

interface SimilarItemProps {
  similar: SimilarPicture;
  picture: PictureRecord;
  onOpen: () => void;
}

function SimilarItem({ similar: { similarity, nearDuplicateIds }, picture, onOpen }: SimilarItemProps) {
  const { classes } = useSession().project;
  const position = classes.findIndex(({ id }) => id === picture.classId);
  return (
    <li data-testid="similar-picture">
      <button type="button" class="picture-button" aria-label={picture.name} onClick={onOpen}>
        <Thumbnail pictureId={picture.id} alt="" />
      </button>
      <p>
        <ClassMark classId={picture.classId} position={position} /> {classes[position]?.name}
      </p>
      <p>{t('similar.similarity', { share: formatPercent(Math.max(0, similarity)) })}</p>
      {nearDuplicateIds.length > 0 && <p>{t('similar.copies', { count: nearDuplicateIds.length })}</p>}
    </li>
  );
}
