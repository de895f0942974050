import { useMutation, useQuery } from '@apollo/client/react';
import { InlineError, useStation, useWords } from '@stationhouse/plugin-web';
import { localDate } from '@stationhouse/kernel';
import { Button, Form, Input, Select } from 'antd';
import { FlagContactBoardDocument, PutUpContactBoardDocument, ReplaceContactBoardDocument, type BoardRowFragment, type ContactBoardInput } from '../../gql/contact-boards.js';
import { MembersDocument } from '../../gql/members.js';
import { useCommand } from '../../hooks.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';

/** Writes a new board down, or says how one hangs after it was replaced. */
export function BoardDrawer({ board, onClose, onDone }: { board: BoardRowFragment | undefined; onClose: () => void; onDone: () => void }) {
  const { say } = useWords();
  const { stationId, timeZone } = useStation();
  const toast = useToast();
  const command = useCommand();
  const members = useQuery(MembersDocument, { variables: { stationId } });
  const [putUp] = useMutation(PutUpContactBoardDocument);
  const [replace] = useMutation(ReplaceContactBoardDocument);
  const people = new Map((members.data?.members ?? []).filter(({ account }) => account.active).map(({ account }) => [account.id, account.displayName]));
  const gone = new Set(board?.gone.map(({ id }) => id));
  const required = [{ required: true, whitespace: true, message: say('必填', 'Required') }];
  const submit = async (input: ContactBoardInput) => {
    const done = await command.run((idempotencyKey) => (board === undefined ? putUp({ variables: { stationId, input, idempotencyKey } }) : replace({ variables: { stationId, boardId: board.id, input, expectedVersion: board.version } })));
    if (!done) return;
    toast.done(board === undefined ? say('已登记', 'Written down') : say('已确认更换', 'Replaced'));
    onDone();
  };
  const initial = { place: board?.place, printed: board?.printed ?? '', officerIds: board?.officers.map(({ id }) => id).filter((id) => !gone.has(id)) ?? [], since: localDate(new Date(), timeZone) };
  return (
    <SideDrawer open title={board === undefined ? say('登记联系牌', 'Write down a board') : say('确认联系牌已更换', 'The board was replaced')} onClose={onClose} size="min(460px, 100vw)" destroyOnHidden>
      <Form layout="vertical" initialValues={initial} onFinish={(values: ContactBoardInput) => void submit(values)} onValuesChange={command.reset}>
        {board && <p className="sh-sub" style={{ marginBottom: 12 }}>{say('请按现在挂着的新牌填写；提交后不再提示更换。', 'As the new board hangs now; afterwards it is no longer marked.')}</p>}
        <Form.Item name="place" label={say('位置', 'Where it hangs')} rules={required}><Input maxLength={120} autoComplete="off" /></Form.Item>
        <Form.Item name="officerIds" label={say('牌上民警（1 至 5 人）', 'Whom it names (1 to 5)')} rules={[{ required: true, type: 'array', min: 1, max: 5, message: say('请选择 1 至 5 人', 'Choose 1 to 5 people') }]}><Select mode="multiple" loading={members.loading} showSearch={{ optionFilterProp: 'label' }} options={[...people].map(([value, label]) => ({ value, label }))} /></Form.Item>
        <Form.Item name="printed" label={say('牌上文字', 'What is printed')} extra={say('姓名、职务、电话等公开内容', 'Names, ranks, telephone numbers: what is public')}><Input.TextArea maxLength={300} rows={3} /></Form.Item>
        <Form.Item name="since" label={say('挂牌日', 'Since')} rules={required}><Input type="date" max="9999-12-31" /></Form.Item>
        <InlineError error={command.error ?? members.error} />
        <div className="form-foot"><Button onClick={onClose}>{say('取消', 'Cancel')}</Button><Button type="primary" htmlType="submit" loading={command.sending}>{board === undefined ? say('登记', 'Save') : say('确认已更换', 'Replaced')}</Button></div>
      </Form>
    </SideDrawer>
  );
}

/** Marks a board for replacement, and says why. */
export function FlagDrawer({ board, onClose, onDone }: { board: BoardRowFragment; onClose: () => void; onDone: () => void }) {
  const { say } = useWords();
  const { stationId } = useStation();
  const command = useCommand();
  const [flag] = useMutation(FlagContactBoardDocument);
  const submit = async ({ reason }: { readonly reason: string }) => {
    if (await command.run(() => flag({ variables: { stationId, boardId: board.id, reason, expectedVersion: board.version } }))) onDone();
  };
  return (
    <SideDrawer open title={say('标记待更换：{place}', 'Mark for replacement: {place}', { place: board.place })} onClose={onClose} size="min(460px, 100vw)" destroyOnHidden>
      <Form layout="vertical" onFinish={(values: { reason: string }) => void submit(values)} onValuesChange={command.reset}>
        <Form.Item name="reason" label={say('原因，如破损、电话变更', 'Why: damaged, a new number')} rules={[{ required: true, whitespace: true, message: say('必填', 'Required') }]}><Input maxLength={200} autoComplete="off" /></Form.Item>
        <InlineError error={command.error} />
        <div className="form-foot"><Button onClick={onClose}>{say('取消', 'Cancel')}</Button><Button type="primary" htmlType="submit" loading={command.sending}>{say('标记', 'Mark')}</Button></div>
      </Form>
    </SideDrawer>
  );
}
