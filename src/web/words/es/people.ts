import type { english } from "../en/people.ts";
import type { Translated } from "../speak.ts";

export const people = {
  title: "Personas",
  about: "Los dueños cambian ajustes, conexiones y personas. Los miembros atienden la bandeja.",
  ownersOnly: "Solo un dueño puede ver y cambiar esto",
  nobody: "Todavía nadie ha entrado a este negocio. Invite abajo a su primer dueño.",
  roles: { owner: "Dueño", member: "Miembro" },
  role: "Función",
  roleOf: "Función de {name}",
  you: "Usted",
  noContact: "Todavía sin correo ni teléfono: sin uno no puede recibir un código para entrar.",
  email: "Correo",
  phone: "Celular",
  remove: "Quitar",
  removeSure: "¿Quitar a {name}?",
  invite: {
    title: "Invitar a alguien",
    about: "Recibe un enlace que sirve una vez, durante siete días.",
    contact: "Correo o celular",
    contactWrong: "Escriba un correo o un número de teléfono completo.",
    send: "Invitar",
    done: "Se invitó a {name}",
    link: "El enlace se envía si es posible. También puede entregarlo usted; solo se muestra esta vez: <link>{url}</link>",
    copy: "Copiar el enlace",
    copied: "Copiado",
  },
  invited: {
    title: "Con invitación",
    byHand: "Enlace entregado en mano",
    until: "{contact} · hasta {moment}",
    withdraw: "Retirar",
    sure: "¿Retirar?",
  },
  everywhere: {
    about: "¿Perdió un teléfono o alguien vio su pantalla? Cierre todas sus sesiones de una vez.",
    signOut: "Cerrar mi sesión en todas partes",
  },
} satisfies Translated<typeof english>;
