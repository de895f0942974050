import type { Layer, Rules, Template } from '@stationhouse/workflow';
import { lazy, type ComponentType } from 'react';

export interface WhatIfProps {
  readonly bureauId: string;
  readonly stationId: string;
  readonly workflow: string;
  /** The draft's text. */
  readonly overlay: string;
}

export interface SimulationProps {
  readonly base: Template;
  /** From the outside in, the draft last. */
  readonly layers: readonly Layer[];
  readonly rules: Rules;
  readonly timeZone: string;
  readonly roleTitle?: (role: string) => string;
}

type Loaded<Props> = Readonly<Record<string, () => Promise<{ default: ComponentType<Props> }>>>;

function first<Props>(found: Loaded<Props>) {
  const [load] = Object.values(found);
  return load === undefined ? undefined : lazy(load);
}

/** What a draft would have done: where this build carries it. */
export const WhatIfPanel = first(import.meta.glob<{ default: ComponentType<WhatIfProps> }>('./whatif/WhatIfPanel.tsx'));
/** A draft tried out step by step: where this build carries it. */
export const SimulationPanel = first(import.meta.glob<{ default: ComponentType<SimulationProps> }>('./simulate/SimulationPanel.tsx'));
