import type { APIRequestContext } from '@playwright/test';
import { Api } from './api.js';

interface OnDuty {
  readonly officers: readonly { readonly login: string }[];
  readonly commander: { readonly login: string; readonly displayName: string } | null;
}

/** Whoever has the duty at a station of the demo at this moment – shifts hand over in the morning: what rings rings there, and tasks of the duty officer are theirs. */
export async function onDuty(request: APIRequestContext, station: string): Promise<{ officer: string; commander: { login: string; displayName: string } }> {
  const chief = await Api.as(request, `chief-${station}`);
  const { onDuty: on } = await chief.ask<{ onDuty: OnDuty }>('query ($stationId: ID!) { onDuty(stationId: $stationId) { officers { login } commander { login displayName } } }');
  return { officer: on.officers.find(({ login }) => login.startsWith('duty-officer'))?.login ?? `duty-officer-${station}`, commander: on.commander ?? { login: `duty-commander-${station}`, displayName: '' } };
}
