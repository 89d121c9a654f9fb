/** Why an alert did not get through, or need not: what the service says itself, and the rest in one sentence. */
const WHY: readonly (readonly [english: RegExp, spanish: string])[] = [
  [/^something went wrong on our side$/, "algo falló de nuestro lado"],
  [/^the service stopped while sending it$/, "el servicio se detuvo mientras la enviaba"],
  [/^it is no longer so$/, "ya no es así"],
  [/^this kind of alert was switched off$/, "este tipo de alerta se desactivó"],
  [/^no mail server is configured$/, "este servicio no tiene servidor de correo"],
  [/^the mail server cannot be reached$/, "no se pudo llegar al servidor de correo"],
  [/^the mail server broke off$/, "el servidor de correo cortó la conexión"],
  [/^the mail server answered (.+)$/, "el servidor de correo respondió $1"],
  [/^no device wants to be told$/, "ningún dispositivo quiere recibirlas"],
  [/^the device's address could not be opened$/, "no se pudo leer la dirección del dispositivo"],
  [/^the push service answered (\d+)$/, "el servicio de avisos del navegador respondió $1"],
  [/^the line is gone$/, "la línea ya no existe"],
  [/^the call was answered after all$/, "la llamada sí se contestó"],
  [/^it has been read$/, "ya se leyó"],
  [/^it has been answered$/, "ya se respondió"],
  [/^the matter is settled$/, "el asunto ya está resuelto"],
  [/^it answered (\d+)$/, "respondió $1"],
  [/^it answered (\d+); redirects are not followed$/, "respondió $1; no seguimos redirecciones"],
  [/^no answer within ([\d.]+) s$/, "no respondió en $1 s"],
  [/^the connection failed$/, "falló la conexión"],
  [/^the name does not lead to the public internet$/, "el nombre no lleva a la internet pública"],
  [/^the address must be an address$/, "no es una dirección"],
  [/^the address must not contain a user or password$/, "la dirección no puede llevar usuario ni contraseña"],
  [/^the address must begin with https:\/\/$/, "la dirección debe empezar con https://"],
  [/^the address must not name a port$/, "la dirección no puede nombrar un puerto"],
  [/^the address must be reachable from the internet$/, "a la dirección se debe poder llegar desde internet"],
];

export function alertProblem(problem: string): string {
  const [known, words] = WHY.find(([english]) => english.test(problem)) ?? [];
  return known === undefined || words === undefined ? "no se pudo entregar" : problem.replace(known, words);
}
