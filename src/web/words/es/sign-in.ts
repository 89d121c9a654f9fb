import type { english } from "../en/sign-in.ts";
import type { Translated } from "../speak.ts";

export const signIn = {
  title: "Iniciar sesión",
  language: "Idioma",
  signingIn: "Iniciando su sesión",
  linkOver: "Este enlace ya no sirve",
  linkOverWords:
    "Un enlace para entrar sirve una vez y por poco tiempo. Mejor pida un código, o un enlace nuevo.",
  with: "Entrar con {crm}",
  withCode: "Entrar con un código",
  about: "Le enviamos un código. No hace falta contraseña.",
  contact: "Su celular o correo electrónico",
  sendCode: "Enviarme un código",
  enterCode: "Escriba el código",
  onItsWay: "Si {contact} es de un usuario de textback, ya va un código en camino.",
  code: "Código de {digits, number} dígitos",
  other: "Usar otro teléfono o correo",
} satisfies Translated<typeof english>;
