import { useMutation } from '@apollo/client/react';
import { useStation, useWords } from '@stationhouse/plugin-web';
import { Form, Input } from 'antd';
import { LiftSealDocument, SealRecordDocument, type SealPartsFragment } from '../../gql/retention.js';
import { ReasonDrawer } from '../instances/ReasonDrawer.js';

/** The clause most seals rest on; whoever seals on another one writes it instead. */
const ARTICLE_136 = '《中华人民共和国治安管理处罚法》第一百三十六条';

/** Seals a closed instance, or an incident that was disposed of. */
export function PlaceSeal({ number, kind, id, onClose, onDone }: { readonly number: string; readonly kind: 'instance' | 'incident'; readonly id: string; readonly onClose: () => void; readonly onDone: () => void }) {
  const { say } = useWords();
  const { stationId } = useStation();
  const [seal] = useMutation(SealRecordDocument);
  return (
    <ReasonDrawer<{ basis: string }>
      danger title={say('封存：{number}', 'Seal: {number}', { number })} submit={say('封存', 'Seal it')} done={say('已封存', 'Sealed')}
      hint={kind === 'incident'
        ? say('封存后，任何人（包括您）在查询、统计、导出中都看不到本警情，相关通知一并删除；只有分局法制可依法解除。到期清除照常进行。关联的事项不随之封存，须在事项页另行封存。', 'Once sealed, nobody – you included – finds this incident in any search, figure or export, and its notices are removed; only the bureau’s legal department can lift the seal. What is due is still erased. Instances linked to it are sealed on their own pages.')
        : say('封存后，任何人（包括您）在查询、统计、导出中都看不到本事项及其附件、文书，相关通知一并删除；只有分局法制可依法解除。到期清除照常进行。', 'Once sealed, nobody – you included – finds this instance, its files or its documents in any search, figure or export, and its notices are removed; only the bureau’s legal department can lift the seal. What is due is still erased.')}
      reasonLabel={say('封存理由（记入审计，不要写个人信息）', 'Why (goes into the audit record; nothing personal)')}
      send={({ basis, reason }, idempotencyKey) => seal({ variables: { stationId, kind: kind === 'incident' ? 'INCIDENT' : 'INSTANCE', recordId: id, basis, reason, idempotencyKey } })}
      onClose={onClose} onDone={onDone}
    >
      <Form.Item name="basis" label={say('依据', 'The clause it rests on')} initialValue={ARTICLE_136} rules={[{ required: true, whitespace: true, message: say('必填', 'Required') }]}><Input.TextArea maxLength={500} autoSize={{ minRows: 1, maxRows: 4 }} /></Form.Item>
    </ReasonDrawer>
  );
}

/** Lifts a seal. */
export function LiftSeal({ seal: { id, number }, onClose, onDone }: { readonly seal: SealPartsFragment; readonly onClose: () => void; readonly onDone: () => void }) {
  const { say } = useWords();
  const { stationId } = useStation();
  const [lift] = useMutation(LiftSealDocument);
  return (
    <ReasonDrawer<object>
      danger title={say('解除封存：{number}', 'Lift the seal: {number}', { number })} submit={say('解除封存', 'Lift the seal')} done={say('已解除封存', 'Lifted')}
      hint={say('解除后，原可查看的人员重新可以查看，统计恢复计入。查询完毕如须继续封存，由派出所重新封存。', 'Whoever could see it before sees it again, and figures count it again. If it is to be sealed after the inquiry, the station seals it anew.')}
      reasonLabel={say('查询依据与理由（记入审计，不要写个人信息）', 'On what ground, and why (goes into the audit record; nothing personal)')}
      send={({ reason }, idempotencyKey) => lift({ variables: { stationId, sealId: id, reason, idempotencyKey } })}
      onClose={onClose} onDone={onDone}
    />
  );
}
