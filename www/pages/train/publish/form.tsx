/** What a publisher decides: the words, what readers may do, the pictures that they can try. */
import { t } from '../../../shared/i18n/index.js';
import { Choice, TextField } from './fields.js';
import { ReceiverHelp } from './receiver-help.js';
import { problemsOf } from './request.js';
import { SampleChoice } from './sample-choice.js';
import type { SampleCandidate } from './samples.js';
import type { SettingsForm } from './settings.js';

interface PublishFormProps {
  form: SettingsForm;
  candidates: readonly SampleCandidate[];
  samples: readonly string[];
  /** Whether it was tried to publish: then everything that is missing is said. */
  isChecked: boolean;
}

export function PublishForm({ form, candidates, samples, isChecked }: PublishFormProps) {
  const { settings, change } = form;
  const problems = problemsOf(settings);
  const shared = { settings, change, problems, isChecked };
  return (
    <div class="publish-form">
      <TextField
        {...shared}
        field="title"
        label={t('publish.field.title')}
        help={t('publish.field.title.help')}
        example={t('publish.field.title.example')}
        isRequired
      />
      <TextField {...shared} field="lede" label={t('publish.field.lede')} />
      <SampleChoice candidates={candidates} samples={samples} change={change} />
      <div class="publish-choices">
        <Choice {...shared} field="camera" label={t('publish.field.camera')} />
        <Choice {...shared} field="explain" label={t('publish.field.explain')} />
        <Choice {...shared} field="feedback" label={t('publish.field.feedback')} />
      </div>
      {settings.feedback && (
        <div class="publish-feedback">
          <TextField
            {...shared}
            field="feedbackUrl"
            isAddress
            label={t('publish.field.feedback-url')}
            help={t('publish.field.feedback-url.help')}
          />
          <ReceiverHelp address={settings.address} />
        </div>
      )}
      <TextField
        {...shared}
        field="address"
        isAddress
        label={t('publish.field.address')}
        help={t('publish.field.address.help')}
      />
    </div>
  );
}
