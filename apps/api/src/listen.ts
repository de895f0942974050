import { StationhouseError, text } from '@stationhouse/kernel';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** Listens, or says in one line why it cannot. @throws StationhouseError SETTING_INVALID for a taken or forbidden port */
export async function listen(app: NestFastifyApplication, host: string, port: number, variable: 'PORT' | 'EXTERNAL_PORT' = 'PORT'): Promise<string> {
  try {
    await app.listen(port, host);
  } catch (cause) {
    throw refusal(cause, host, port, variable);
  }
  return (await app.getUrl()).replace('[::1]', 'localhost');
}

function refusal(cause: unknown, host: string, port: number, variable: 'PORT' | 'EXTERNAL_PORT'): unknown {
  const hostVariable = variable.replace('PORT', 'HOST');
  const code = (cause as { code?: string }).code;
  if (code === 'EADDRINUSE') {
    return new StationhouseError('SETTING_INVALID', text(`端口 ${port} 已被占用。请停止占用它的程序，或设置 ${variable} 改用其他端口。`, `Port ${port} is taken. Stop the program that holds it, or set ${variable} to another.`), { port }, { cause });
  }
  if (code === 'EACCES') {
    return new StationhouseError('SETTING_INVALID', text(`没有权限使用端口 ${port}，请设置 1024 以上的 ${variable}。`, `Port ${port} is not allowed for this user. Set ${variable} above 1024.`), { port }, { cause });
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new StationhouseError('SETTING_INVALID', text(`本机没有地址 ${host}，请检查 ${hostVariable}。`, `This machine has no address ${host}. Check ${hostVariable}.`), { host }, { cause });
  }
  return cause;
}
