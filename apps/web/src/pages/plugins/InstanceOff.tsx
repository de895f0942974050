import { useWords } from '@stationhouse/plugin-web';
import type { InstanceQuery } from '../../gql/instances.js';
import './plugins.css';

/** On an instance whose plugin is disabled: who finishes it, and that its clocks go on. */
export function InstanceOff({ plugin, closed }: { plugin: InstanceQuery['instance']['plugin']; closed: boolean }) {
  const { say, textOf } = useWords();
  if (plugin.enabled || closed) return null;
  const { takeover, mayWork } = plugin;
  const who = takeover === null ? '' : [...takeover.people, ...takeover.roleTitles.map(textOf)].join(say('、', ', '));
  const words = mayWork
    ? say('此功能已停用，本事项由您接办，请办理到底。', 'This feature is disabled; you took this instance over and finish it.')
    : takeover?.how === 'FINISH'
      ? say('此功能已停用，本事项由 {who} 办理到底；您可以查看。', 'This feature is disabled; {who} finishes this instance. You may read it.', { who })
      : takeover === null
        ? say('此功能已停用，本事项尚无接办人，请联系所长。', 'This feature is disabled and nobody finishes this instance: tell the chief.')
        : say('此功能已停用，本事项正在撤销。', 'This feature is disabled, and this instance is being called off.');
  return <div className="pl-banner" role="status" data-plugin-off>{words} <span className="sh-sub">{say('时限照常计算。', 'Its clocks go on.')}</span></div>;
}
