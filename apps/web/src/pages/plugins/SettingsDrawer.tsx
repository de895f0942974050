import { useMutation, useQuery } from '@apollo/client/react';
import { ErrorState, Loading, schemaInLocale, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Checkbox } from 'antd';
import { useId, useState } from 'react';
import { useSchemaForm } from '../../form/useSchemaForm.js';
import { BureauPluginSettingsDocument, PluginSettingsDocument, SetBureauPluginSettingsDocument, SetPluginSettingsDocument, type PluginSettingsPartsFragment } from '../../gql/plugins.js';
import { useCommand } from '../../hooks.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';

interface Props {
  readonly plugin: { readonly id: string; readonly title: { readonly zhCN: string; readonly en: string } };
  readonly onClose: () => void;
}

type Values = Readonly<Record<string, unknown>>;

/** The settings of a plugin: of the station the page works in, or of the bureau for all its stations. */
export default function SettingsDrawer(props: Props) {
  return useScope().stationId === undefined ? <OfBureau {...props} /> : <OfStation {...props} />;
}

function OfStation(props: Props) {
  const { stationId = '' } = useScope();
  const pluginId = props.plugin.id;
  const { data, error, refetch } = useQuery(PluginSettingsDocument, { variables: { stationId, pluginId }, fetchPolicy: 'network-only' });
  const [set] = useMutation(SetPluginSettingsDocument);
  const save: Save = (values, _locked, expectedVersion, idempotencyKey) => set({ variables: { stationId, pluginId, values, expectedVersion, idempotencyKey } });
  return <Framed {...props} standing={data?.pluginSettings} error={error} onRetry={() => void refetch()} save={save} />;
}

function OfBureau(props: Props) {
  const { bureauId } = useScope();
  const pluginId = props.plugin.id;
  const { data, error, refetch } = useQuery(BureauPluginSettingsDocument, { variables: { bureauId, pluginId }, fetchPolicy: 'network-only' });
  const [set] = useMutation(SetBureauPluginSettingsDocument);
  const save: Save = (values, locked, expectedVersion, idempotencyKey) => set({ variables: { bureauId, pluginId, values, locked, expectedVersion, idempotencyKey } });
  return <Framed {...props} standing={data?.bureauPluginSettings} error={error} onRetry={() => void refetch()} save={save} />;
}

type Save = (values: Values, locked: readonly string[], expectedVersion: number, idempotencyKey: string) => Promise<unknown>;
type Framing = Props & { readonly standing: PluginSettingsPartsFragment | undefined; readonly error: unknown; readonly onRetry: () => void; readonly save: Save };

function Framed({ standing, error, onRetry, ...rest }: Framing) {
  const { say, textOf } = useWords();
  const { plugin, onClose } = rest;
  if (standing !== undefined) return <Settings key={JSON.stringify([standing.revision, standing.values, standing.locked])} {...rest} standing={standing} onStale={onRetry} />;
  return (
    <SideDrawer open title={say('“{title}”的设置', 'Settings of “{title}”', { title: textOf(plugin.title) })} onClose={onClose} size="min(520px, 100vw)" destroyOnHidden>
      {error ? <ErrorState compact error={error} onRetry={onRetry} /> : <Loading rows={4} />}
    </SideDrawer>
  );
}

function Settings({ plugin, standing, save, onClose, onStale }: Omit<Framing, 'standing' | 'error' | 'onRetry'> & { readonly standing: PluginSettingsPartsFragment; readonly onStale: () => void }) {
  const { say, textOf, moment } = useWords();
  const ofBureau = useScope().stationId === undefined;
  const toast = useToast();
  const command = useCommand();
  const [locked, setLocked] = useState<readonly string[]>(standing.locked);
  const submit = async (values: Values) => {
    const given = Object.fromEntries(namesOf(standing).map((name) => [name, values[name] ?? emptyOf(standing.inherited, name)]));
    if (!(await command.run((key) => save(given, locked, standing.revision, key)))) return;
    toast.done(ofBureau ? say('设置已保存，各所立即生效', 'Saved; it holds at every station now') : say('设置已保存，立即生效', 'Saved; it holds now'));
    onClose();
  };
  const form = useSchemaForm({ schema: standing.schema, uiSchema: ofBureau ? standing.ui : withLocks(standing, say), command, initial: { ...(standing.values as Values) }, onSubmit: (values) => void submit(values) });
  return (
    <SideDrawer
      open title={say('“{title}”的设置', 'Settings of “{title}”', { title: textOf(plugin.title) })} onClose={onClose} size="min(520px, 100vw)" destroyOnHidden
      footer={<div className="form-foot"><Button onClick={onClose}>{say('取消', 'Cancel')}</Button>{command.error ? <Button onClick={onStale}>{say('重新读取', 'Read again')}</Button> : null}{form.submitButton(say('保存', 'Save'))}</div>}
    >
      <div className="sh-stack">
        <p className="sh-sub">{ofBureau ? say('对全分局各所生效；各所可以另行设定，除非在下面锁定。', 'For every station of the bureau; each may set its own, unless it is locked below.') : say('只对本所生效；未设定的沿用分局或插件的设置。', 'For this station; what is not set is the bureau’s, or the plugin’s own.')}{standing.changedAt && ` ${say('{who} 于 {at} 更改。', 'Changed by {who}, {at}.', { who: standing.changedBy ?? '', at: moment(standing.changedAt) })}`}</p>
        {form.fields}
        {ofBureau && <Locks standing={standing} value={locked} onChange={(next) => { command.reset(); setLocked(next); }} />}
      </div>
    </SideDrawer>
  );
}

/** What the bureau keeps its stations from changing. */
function Locks({ standing, value, onChange }: { standing: PluginSettingsPartsFragment; value: readonly string[]; onChange: (value: readonly string[]) => void }) {
  const { say, locale } = useWords();
  const id = useId();
  const properties = (schemaInLocale(standing.schema, locale) as { properties?: Record<string, { title?: string }> }).properties ?? {};
  return (
    <div role="group" aria-labelledby={id} className="pl-line">
      <span id={id}>{say('锁定（各所不得更改）', 'Locked (stations may not change it)')}</span>
      <Checkbox.Group value={[...value]} onChange={(next) => onChange(next)} options={Object.entries(properties).map(([name, { title }]) => ({ value: name, label: title ?? name }))} />
    </div>
  );
}

/** What the bureau has locked is shown and cannot be changed. */
function withLocks({ ui, locked }: PluginSettingsPartsFragment, say: ReturnType<typeof useWords>['say']): Values {
  const hints = ui as Record<string, object | undefined>;
  return { ...hints, ...Object.fromEntries(locked.map((name) => [name, { ...hints[name], 'ui:disabled': true, 'ui:help': say('分局统一设定，本所不能更改', 'Set by the bureau; it cannot be changed here') }])) };
}

function namesOf({ schema }: PluginSettingsPartsFragment): string[] {
  return Object.keys((schema as { properties?: object }).properties ?? {});
}

/** A text that was emptied is the empty text, not what is inherited; anything else that is missing is as inherited. */
function emptyOf(inherited: unknown, name: string): unknown {
  const value = (inherited as Values)[name];
  return typeof value === 'string' ? '' : value;
}
