import { StationhouseError, text, type Bilingual } from '@stationhouse/kernel';
import type { CompiledWorkflow } from '@stationhouse/workflow';
import { CORE_METRICS } from './core-metrics.js';
import type { Metric } from './metric.js';
import { latticesOverSameRows } from './privacy/declared.js';
import { allowed } from './query.js';
import { resolveMetric, type ResolvedMetric, type Surroundings } from './resolve.js';

/** A checked plugin, as far as figures are concerned. */
export interface MeasuredPlugin {
  readonly declaration: { readonly id: string; readonly metrics?: readonly Metric[]; readonly reads?: readonly string[] };
  readonly workflows: readonly CompiledWorkflow[];
}

/**
 * What is wrong with the metrics of a plugin: where, and the mend. Empty when nothing is.
 * @param files of its workflows, by workflow
 */
export function metricProblems({ declaration: { id, metrics = [], reads = [] }, workflows }: MeasuredPlugin, files: ReadonlyMap<string, string>): readonly Bilingual[] {
  const each = metrics.flatMap((metric) => {
    const resolution = resolveMetric(metric, { pluginId: id, workflows, files, reads });
    return 'problems' in resolution ? resolution.problems : [];
  });
  return [...each, ...latticesOverSameRows(metrics)];
}

/** Every metric of a composition: the platform's own and its plugins', by id. */
export class MetricRegistry {
  private readonly byId: ReadonlyMap<string, ResolvedMetric>;

  /** @throws Error for a metric that {@link metricProblems} refuses, or an id that is there twice */
  constructor(plugins: readonly MeasuredPlugin[]) {
    const all = plugins.flatMap(({ workflows }) => workflows);
    const own = CORE_METRICS.map((metric) => resolved(metric, { pluginId: undefined, workflows: all }));
    const brought = plugins.flatMap(({ declaration: { id, metrics = [], reads = [] }, workflows }) => metrics.map((metric) => resolved(metric, { pluginId: id, workflows, reads })));
    for (const { declaration: { metrics = [] } } of plugins) for (const { en } of latticesOverSameRows(metrics)) throw new Error(en);
    const byId = new Map<string, ResolvedMetric>();
    for (const one of [...own, ...brought]) {
      if (byId.has(one.metric.id)) throw new Error(`The metric ${one.metric.id} is declared twice.`);
      byId.set(one.metric.id, one);
    }
    this.byId = byId;
  }

  all(): readonly ResolvedMetric[] {
    return [...this.byId.values()];
  }

  /** @throws StationhouseError METRIC_UNKNOWN */
  get(id: string): ResolvedMetric {
    const found = this.byId.get(id);
    if (found !== undefined) return found;
    const there = allowed(this.all().map(({ metric }) => metric));
    throw new StationhouseError('METRIC_UNKNOWN', text(`没有指标“${id}”，可用：${there['zh-CN']}。`, `There is no metric "${id}". There are: ${there.en}.`), { metric: id, metrics: [...this.byId.keys()] });
  }
}

function resolved(metric: Metric, surroundings: Surroundings): ResolvedMetric {
  const resolution = resolveMetric(metric, surroundings);
  if ('problems' in resolution) throw new Error(resolution.problems.map(({ en }) => en).join('\n'));
  return resolution.resolved;
}
