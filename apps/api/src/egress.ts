import { StationhouseError, text } from '@stationhouse/kernel';
import type { EgressDeclaration, PluginDeclaration } from '@stationhouse/plugin-api';

/**
 * Where the destinations lie that the installation allows.
 * @param allowed `EGRESS`: by `<plugin>.<destination>`, the origin where it is given
 * @returns origins by `<plugin>.<destination>`
 * @throws StationhouseError SETTING_INVALID for one that no plugin declares, or whose address nobody gives
 */
export function egressOrigins(allowed: ReadonlyMap<string, string | undefined>, plugins: readonly Pick<PluginDeclaration, 'id' | 'egress'>[]): ReadonlyMap<string, string> {
  const declared = new Map<string, EgressDeclaration>(plugins.flatMap(({ id, egress = [] }) => egress.map((destination) => [`${id}.${destination.id}`, destination] as const)));
  return new Map(
    [...allowed].map(([name, given]) => {
      const destination = declared.get(name);
      if (destination === undefined) throw invalid(name, '没有插件声明此目标，请核对', 'no plugin declares it. Check the name');
      const origin = given ?? destination.origin;
      if (origin === undefined) throw invalid(name, '须写明地址：名称=https://主机', 'say where it lies: NAME=https://host');
      return [name, origin];
    }),
  );
}

function invalid(name: string, zhCN: string, en: string): StationhouseError {
  return new StationhouseError('SETTING_INVALID', text(`设置 EGRESS 无效：${name}：${zhCN}。参见 docs/settings.md。`, `Setting EGRESS is invalid: ${name}: ${en}. See docs/settings.md.`), { variable: 'EGRESS' });
}
