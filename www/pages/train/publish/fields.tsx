/** The fields of the form. */
import { useState } from 'preact/hooks';
import type { PublicationSettings } from '../../../storage/index.js';
import type { Problems } from './request.js';
import type { SettingsForm } from './settings.js';

interface TextFieldProps extends SettingsForm {
  field: 'title' | 'lede' | 'feedbackUrl' | 'address';
  label: string;
  help?: string;
  /** An example, which stands in the field while it is empty. */
  example?: string;
  /** Phones show other keys for addresses. Not `type="url"`: what is wrong with one is said here. */
  isAddress?: boolean;
  isRequired?: boolean;
  problems: Problems;
  /** Whether what is wrong is said although nobody has been in the field. */
  isChecked: boolean;
}

/** The id of a field, for those who lead there. */
export const fieldId = (field: keyof PublicationSettings) => `publish-field-${field}`;

/** What is wrong is said once the field has been left: while it is being typed, every address is wrong. */
export function TextField({ field, label, help, example, isAddress, isRequired, ...form }: TextFieldProps) {
  const [wasLeft, setWasLeft] = useState(false);
  const { settings, change, problems, isChecked } = form;
  const problem = field === 'lede' ? undefined : problems[field];
  const id = fieldId(field);
  // An empty one is no mistake yet: it is on the way to be filled in.
  const isSaid = problem !== undefined && (isChecked || (wasLeft && settings[field] !== ''));
  return (
    <div class="setting">
      <label for={id}>{label}</label>
      <input
        id={id}
        data-testid={`publish-${field}`}
        type="text"
        inputMode={isAddress ? 'url' : 'text'}
        autocomplete="off"
        maxLength={500}
        placeholder={example}
        value={settings[field]}
        required={isRequired}
        aria-invalid={isSaid}
        aria-describedby={`${id}-help ${id}-problem`}
        onInput={({ currentTarget }) => change({ [field]: currentTarget.value })}
        onFocus={() => setWasLeft(false)}
        onBlur={() => setWasLeft(true)}
      />
      <small id={`${id}-help`}>{help}</small>
      <small id={`${id}-problem`} class="setting-problem" role="alert" data-testid={`publish-${field}-problem`}>
        {isSaid && problem}
      </small>
    </div>
  );
}

interface ChoiceProps extends SettingsForm {
  field: 'camera' | 'explain' | 'feedback';
  label: string;
}

export function Choice({ field, label, settings, change }: ChoiceProps) {
  return (
    <label class="publish-choice">
      <input
        type="checkbox"
        data-testid={`publish-${field}`}
        checked={settings[field]}
        onChange={({ currentTarget }) => change({ [field]: currentTarget.checked })}
      />
      <span>{label}</span>
    </label>
  );
}
