/** The making of a file: checked before, counted while it goes on, remembered afterwards. */
import { useSignal } from '@preact/signals';
import type { Publication, PublishRequest } from '../../../engine/index.js';
import type { ModelVersion, PublicationSettings } from '../../../storage/index.js';
import { useJob, type Job } from '../parts/job.js';
import { useSession } from '../parts/use-session.js';
import { saveFile } from '../project/save-file.js';
import { fieldId } from './fields.js';
import { problemsOf, requestOf } from './request.js';

export type Form = PublishRequest['form'];

export interface Made {
  publication: Publication;
  request: PublishRequest;
  /** The name of the file. */
  name: string;
  version: ModelVersion;
}

export interface Making {
  job: Job<Made>;
  /** The form that is being made. */
  form: Form | null;
  start: (form: Form) => void;
}

interface MakingProps {
  version: ModelVersion;
  settings: PublicationSettings;
  samples: readonly string[];
  /** Something that is filled in keeps it from being published. */
  onRefused: () => void;
}

export function useMaking({ version, settings, samples, onRefused }: MakingProps): Making {
  const session = useSession();
  const job = useJob<Made>();
  const form = useSignal<Form | null>(null);
  const make = async (chosen: Form) => {
    const request = requestOf(version, settings, samples, chosen);
    // The project may be another one by the time that the file is made.
    const { id: projectId, name: projectName } = session.project;
    const name = `${projectName}-${version.number}${chosen === 'site' ? '-site.zip' : '-page.html'}`;
    form.value = chosen;
    await job.run(async (options) => {
      const publication = await session.worker.publish(request, options);
      saveFile(publication.file, name);
      const { modelSha256 } = publication;
      const record = { versionId: version.id, publishedAt: Date.now(), form: chosen, modelSha256 };
      await session.recordPublication(projectId, record);
      return { publication, request, name, version };
    });
    form.value = null;
  };
  return {
    job,
    form: form.value,
    start(chosen) {
      const [first] = Object.keys(problemsOf(settings)) as (keyof PublicationSettings)[];
      if (!first) return void make(chosen);
      onRefused();
      document.getElementById(fieldId(first))?.focus();
    },
  };
}
