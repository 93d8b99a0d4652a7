/** Why training cannot begin, in a sentence that names what is to be mended; null where nothing is in the way. */
import type { SplitPlan } from '../../../engine/index.js';
import { language, t } from '../../../shared/i18n/index.js';
import type { Project } from '../../../storage/index.js';

export function problemSentence(project: Project, plan: SplitPlan): string | null {
  return namesSentence(project) ?? picturesSentence(project, plan);
}

/** Predictions are told apart by their names alone. */
function namesSentence({ classes }: Project): string | null {
  const enabled = classes.filter(({ isEnabled }) => isEnabled);
  const nameless = classes.findIndex(({ name, isEnabled }) => isEnabled && name.trim() === '');
  if (nameless >= 0) return t('train.problem.no-name', { number: nameless + 1 });
  const names = enabled.map(({ name }) => name.trim());
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? null : t('train.problem.same-name', { name: twice });
}

/** Too few pictures. Before the first picture nothing is wrong yet, and all the empty classes are named at once. */
function picturesSentence({ classes }: Project, { problem }: SplitPlan): string | null {
  if (!problem) return null;
  if (problem.code === 'too-few-classes') return t('train.problem.too-few-classes');
  const enabled = classes.filter(({ isEnabled }) => isEnabled);
  const named = enabled.filter(({ id }) => problem.classIds.includes(id));
  if (named.length === enabled.length) return t('train.problem.no-pictures');
  const quoted = named.map(({ name }) => t('train.problem.quoted', { name }));
  return t('train.problem.empty-class', { name: new Intl.ListFormat(language).format(quoted) });
}
