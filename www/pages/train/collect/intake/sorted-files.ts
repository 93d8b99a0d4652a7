/**
 * What files are, before any of them is taken in: pictures by their classes, projects, models, what is none of these.
 * Where the folders can be understood in several ways, somebody is asked.
 */
import type { GivenFile, IncomingPicture, LongCall, SortedSource } from '../../../../engine/index.js';
import { t } from '../../../../shared/i18n/index.js';
import { pictureErrorMessage } from '../../../shell/error-message.js';
import { openModelFile } from '../../project/model-file.js';
import type { Session } from '../../project/session.js';
import { askAboutLayout } from './layout-question.js';

export interface SortedPicture extends IncomingPicture {
  /** Empty where it lay in no folder, or all are for one class. */
  className: string;
}

export interface SortedFiles {
  pictures: SortedPicture[];
  /** A sentence for each file that cannot be used. */
  refused: (() => string)[];
  /** The number of files that nobody expects to be used. */
  numOthers: number;
}

/** Sorts files; `isOneClass` where all pictures are for one class. Projects and models are opened on the way. */
export async function sortFiles(
  session: Session,
  files: readonly GivenFile[],
  isOneClass: boolean,
  job: LongCall,
): Promise<SortedFiles> {
  const { languages } = navigator;
  const sorted: SortedFiles = { pictures: [], refused: [], numOthers: 0 };
  for (const source of await session.worker.sortIn({ files, languages, isOneClass }, job)) {
    const own = source.of.flatMap((position) => files[position] ?? []);
    openOthers(session, source);
    const resort = (choice: Pick<SortedSource, 'level' | 'encoding'>) =>
      session.worker
        .sortIn(
          { files: own, languages, level: choice.level ?? undefined, encoding: choice.encoding ?? undefined },
          job,
        )
        .then(([first]) => first ?? source);
    const isClear = !source.isAmbiguous && source.encoding === null;
    const chosen = isClear || source.classes.length === 0 ? source : await askAboutLayout(source, resort);
    if (chosen) add(chosen, sorted);
  }
  return sorted;
}

function openOthers(session: Session, { archive, project, models }: SortedSource): void {
  if (project) {
    const [first] = project instanceof Blob ? [] : project;
    const name = archive ?? first?.path.split('/')[0] ?? t('project.label');
    session.files.open(
      () => name,
      () => Promise.resolve(project),
    );
  }
  // One after the other, each of which is a version with a number.
  void models.reduce((last, model) => last.then(() => openModelFile(session, model)), Promise.resolve());
}

function add({ classes, leftOut, numOthers }: SortedSource, sorted: SortedFiles): void {
  for (const { name, pictures } of classes) {
    for (const picture of pictures) sorted.pictures.push({ ...picture, className: name });
  }
  sorted.refused.push(
    ...leftOut.map(
      ({ name, error }) =>
        () =>
          pictureErrorMessage(error, name),
    ),
  );
  sorted.numOthers += numOthers;
}
