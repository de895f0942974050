import { metricProblems, type MeasuredPlugin } from '@stationhouse/analytics';
import { text, type Bilingual } from '@stationhouse/kernel';

/** A plugin that is being checked, and the files its workflows stand in. */
interface Checked extends MeasuredPlugin {
  readonly declaration: MeasuredPlugin['declaration'] & { readonly workflows: readonly unknown[] };
  readonly ready: readonly { readonly compiled: { readonly id: string }; readonly fileName: string }[];
}

/** Refuses metrics that count what is not there, what is personal, or in the wrong unit: notes the metric, the file and the mend of each. */
export function checkMetrics(plugins: readonly Checked[], problems: Bilingual[]): void {
  const ids = plugins.flatMap(({ declaration }) => (declaration.metrics ?? []).map(({ id }) => id));
  for (const id of new Set(ids.filter((one, index) => ids.indexOf(one) !== index))) problems.push(text(`指标 ${id} 重复声明。`, `The metric ${id} is declared twice.`));
  for (const plugin of plugins) {
    // A workflow that does not compile has been told of already, and would only seem to be missing here.
    if (plugin.ready.length < plugin.declaration.workflows.length) continue;
    const files = new Map(plugin.ready.map(({ compiled, fileName }) => [compiled.id, fileName]));
    const { id } = plugin.declaration;
    for (const said of metricProblems(plugin, files)) problems.push(text(`插件 ${id}：${said['zh-CN']}`, `Plugin ${id}: ${said.en}`));
  }
}
