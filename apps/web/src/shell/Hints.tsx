import type { HintProps } from '@stationhouse/plugin-web';
import { lazy, Suspense } from 'react';
import { plugins } from '../composition.js';

const hints = plugins.flatMap((plugin) => (plugin.hints ?? []).map((hint, index) => ({ key: `${plugin.id}-${index}`, ...hint, Component: lazy(hint.load) })));

/** What plugins say beside the form of a task. */
export function Hints({ workflow, task, ...told }: HintProps & { workflow: string; task: string }) {
  return hints.filter((hint) => hint.workflow === workflow && hint.tasks.includes(task)).map(({ key, Component }) => <Suspense key={key} fallback={null}><Component {...told} /></Suspense>);
}
