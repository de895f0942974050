import { useMutation } from '@apollo/client/react';
import { InlineError, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, InputNumber, Switch } from 'antd';
import { useId, useState } from 'react';
import { SetPatternRuleDocument, type RulePartsFragment } from '../../gql/conformance.js';
import { useCommand } from '../../hooks.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { thresholdInWords } from './words.js';

/** The numbers of a rule, within their bounds, and whether it looks at all. */
export function RuleDrawer({ rule, onClose, onDone }: { rule: RulePartsFragment; onClose: () => void; onDone: () => void }) {
  const { say, textOf } = useWords();
  const { stationId } = useStation();
  const [enabled, setEnabled] = useState(rule.enabled);
  const [values, setValues] = useState<Readonly<Record<string, number>>>(() => Object.fromEntries(rule.thresholds.map(({ name, value }) => [name, value])));
  const [send] = useMutation(SetPatternRuleDocument);
  const command = useCommand();
  const id = useId();
  const save = async () => {
    const thresholds = Object.entries(values).map(([name, value]) => ({ name, value }));
    if (await command.run(() => send({ variables: { stationId, rule: rule.id, enabled, thresholds, expectedVersion: rule.version } }))) { onDone(); onClose(); }
  };
  return (
    <SideDrawer open title={textOf(rule.title)} onClose={onClose} size="min(480px, 100vw)" destroyOnHidden data-testid="pattern-rule">
      <form className="sh-stack" onSubmit={(event) => { event.preventDefault(); void save(); }}>
        <p className="sh-sub">{textOf(rule.method)}</p>
        <div className="sh-row"><Switch id={`${id}-on`} checked={enabled} onChange={setEnabled} /><label htmlFor={`${id}-on`}>{say('查找这类情况', 'Look for this')}</label></div>
        {rule.thresholds.map(({ name, title, unit, least, most, default: usual }) => (
          <div key={name} className="pc-threshold">
            <label htmlFor={`${id}-${name}`}>{textOf(title)}</label>
            <InputNumber id={`${id}-${name}`} value={values[name] ?? usual} min={least} max={most} precision={0} disabled={!enabled} onChange={(value) => { command.reset(); setValues({ ...values, [name]: value ?? usual }); }} />
            <span className="sh-sub sh-small">{say('{least} 至 {most}，默认 {usual}', '{least} to {most}; {usual} by default', { least: thresholdInWords(least, unit, say), most: thresholdInWords(most, unit, say), usual: thresholdInWords(usual, unit, say) })}</span>
          </div>
        ))}
        {command.error !== undefined && <InlineError error={command.error} />}
        <div><Button type="primary" htmlType="submit" loading={command.sending}>{say('保存', 'Save')}</Button></div>
      </form>
    </SideDrawer>
  );
}
