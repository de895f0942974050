import { useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';

/** A secret that is shown now and never again, with what the other side must be told. */
export function Secret({ secret, path, onClose }: { secret: string; path: string; onClose: () => void }) {
  const { say } = useWords();
  const address = `${window.location.origin}${path}`;
  return (
    <div className="sh-stack" role="status">
      <p>{say('密钥只显示这一次，请通过保密渠道交给对方系统的管理员。', 'The secret is shown only now. Hand it to whoever runs the other system, by a safe way.')}</p>
      <div className="sh-secret" data-testid="event-secret">{secret}</div>
      <div><h3>{say('地址', 'Address')}</h3><p className="sh-mono sh-small sh-long">{address}</p></div>
      <p className="sh-sub">{say('请求为 CloudEvents 1.0（JSON），按 Standard Webhooks 签名，时钟误差不超过 5 分钟；未指定派出所的来源须在每个事件中写明 station（派出所代码）。', 'Requests are CloudEvents 1.0 (JSON), signed as Standard Webhooks has it, clocks at most 5 minutes apart; without a station of its own each event names one in “station”, by its code.')}</p>
      <div className="form-foot">
        <Button onClick={() => void navigator.clipboard?.writeText(secret)}>{say('复制密钥', 'Copy the secret')}</Button>
        <Button onClick={() => void navigator.clipboard?.writeText(address)}>{say('复制地址', 'Copy the address')}</Button>
        <Button type="primary" onClick={onClose}>{say('已记下，关闭', 'Noted, close')}</Button>
      </div>
    </div>
  );
}
