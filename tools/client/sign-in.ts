/** Signs in at a running server as somebody without a second factor. @returns the access token, good for five minutes */
export async function signIn(url: string, login: string, password: string): Promise<string> {
  const answer = await fetch(`${url}/auth/sign-in`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-stationhouse': '1' }, body: JSON.stringify({ login, password }) });
  if (!answer.ok) throw new Error(`Sign-in of ${login}: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { accessToken: string }).accessToken;
}
