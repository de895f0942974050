import { Card, Loading, useScope, useWords, type PanelSlot } from '@stationhouse/plugin-web';
import { lazy, Suspense } from 'react';
import { plugins } from '../composition.js';

const panels = plugins.flatMap((plugin) => plugin.panels.map((panel, index) => ({ key: `${plugin.id}-${index}`, ...panel, Component: lazy(panel.load) })));

/** The panels that plugins bring to a place. */
export function Panels({ slot, workflow, recordId }: { slot: PanelSlot; workflow?: string; recordId: string }) {
  const { textOf } = useWords();
  const { may } = useScope();
  const shown = panels.filter((panel) => panel.slot === slot && (panel.workflow === undefined || panel.workflow === workflow) && (panel.permission === undefined || may(panel.permission)));
  return shown.map(({ key, title, Component }) => (
    <Card key={key} title={textOf(title)} id={key}><Suspense fallback={<Loading rows={3} />}><Component recordId={recordId} /></Suspense></Card>
  ));
}
