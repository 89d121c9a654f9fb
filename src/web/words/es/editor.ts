import type { english } from "../en/editor.ts";
import type { Translated } from "../speak.ts";

export const editor = {
  title: "Respuesta a llamadas perdidas",
  about: "Cuando nadie contesta, quien llamó recibe este mensaje de su propio número en segundos.",
  tryIt: "Probarla",
  noLine: "Todavía no hay ninguna línea",
  noLineWords: "Una línea es el número al que llaman sus clientes.",
  setUp: "Configurar una",
  saved: "Guardado. La próxima llamada sigue los nuevos ajustes.",
  off: "La respuesta automática está desactivada",
  offWords: "Las llamadas se siguen desviando y anotando; nadie recibe mensaje.",
  enabled: { label: "Escribir a quien llamó y no fue atendido", about: "En {number}" },
  forwardTo: {
    label: "Desviar las llamadas a",
    about:
      "Su celular, o el número o la dirección SIP de un conmutador; varios, separados por comas. Si ahí nadie contesta, sale el mensaje.",
    wrong: "Escriba un teléfono, como (512) 555-0142, o una dirección SIP, como sip:desk@example.com.",
  },
  leaveUnsaved: "¿Salir sin guardar?",
  leave: "Salir",
  stay: "Quedarse",
  undo: "Deshacer",
  notSaved: "Sin guardar",
  ring: {
    label: "Dejar sonar",
    value: "{seconds, number} <small>segundos</small>",
    most: "lo usual: de 20 a 25",
    better: "Dejar sonar {seconds, number} segundos",
    range: "De {least, number} a {most, number} segundos.",
    veryShort: "Muy poco: dos o tres timbres. Hay que tener el teléfono en la mano.",
    short: "Poco, y seguro antes del buzón de voz de casi todos los teléfonos.",
    advised:
      "Suficiente para contestar si está cerca, y no tanto como para que la persona se canse antes del mensaje.",
    long: "El buzón de voz de su teléfono puede contestar primero. Entonces la llamada cuenta como contestada y no sale ningún mensaje.",
    veryLong:
      "En casi todos los celulares el buzón de voz contesta antes. Entonces la llamada cuenta como contestada y no sale ningún mensaje. Más tiempo solo conviene con un conmutador sin buzón.",
  },
  message: {
    label: "El mensaje que recibe",
    about: "Lo mejor es corto, amable y personal.",
    putIn: "Insertar",
    caller_first_name: "Primer nombre",
    caller_name: "Nombre completo",
    business_name: "Su negocio",
    business_number: "Su número",
    caller_number: "Número de la persona",
    costly:
      "{count, plural, one {Este carácter quita} other {Estos caracteres quitan}} más de la mitad del espacio de un segmento: <b>{characters}</b>",
    plain: "Cambiar por simples",
    wrong: "El mensaje {rule}.",
  },
  preview: {
    none: "Sin vista previa",
    on: "En el teléfono de quien llamó: {text}",
    ended: "Llamada terminada · ahora",
    incomplete: "El mensaje todavía no está completo.",
    credits: "Créditos",
    segments: "Segmentos",
    characters: "Caracteres",
    encoding: "Codificación",
    longName: "Se muestra con un nombre largo, para que quepa el de todos.",
    longestName: "Se muestra con el nombre más largo entre quienes lo llaman, para que quepa el de todos.",
    sameWords: "Todos reciben las mismas palabras.",
    pieces:
      "Las compañías lo envían en {count, number} partes. Le cuesta un crédito de todos modos, pero los mensajes cortos llegan mejor.",
    oneCredit: "Un crédito, por largo que sea.",
  },
} satisfies Translated<typeof english>;
