/** What our own connectors say is wrong with a connection, sentence by sentence. The words of a CRM stay as they are. */
const KINDS: Readonly<Record<string, string>> = {
  "yes or no": "sí o no (true o false)",
  number: "un número",
  date: "una fecha",
  text: "texto",
};
const PLURALS: Readonly<Record<string, string>> = {
  leads: "leads",
  contacts: "contactos",
  accounts: "cuentas",
};

const SENTENCES: readonly (readonly [english: RegExp, spanish: string | ((...parts: string[]) => string)])[] =
  [
    [
      /HubSpot has no contact property "([^"]+)", so opt-outs are not written there\. Choose another one, or create it\./g,
      'HubSpot no tiene ninguna propiedad de contacto "$1", así que ahí no se anota quién no quiere mensajes. Elija otra, o créela.',
    ],
    [
      /HubSpot lets nobody write the contact property "([^"]+)"\. Choose another one for opt-outs\./g,
      'HubSpot no deja que nadie escriba en la propiedad de contacto "$1". Elija otra para anotar quién no quiere mensajes.',
    ],
    [
      /The contact property "([^"]+)" has no option (".+?"); it has (".*?")\.(?= |$)/g,
      (_all, name = "", missing = "", has = "") =>
        `La propiedad de contacto "${name}" no tiene la opción ${missing.replaceAll('" and "', '" ni "')}; tiene ${has}.`,
    ],
    [
      /(\w+) has no field called (\w+), or the connected user may not see it\./g,
      "$1 no tiene ningún campo $2, o el usuario conectado no lo puede ver.",
    ],
    [
      /The connected user may not edit contacts: the package's permission set “textback Consent” lets it\./g,
      "El usuario conectado no puede editar contactos: se lo permite el conjunto de permisos “textback Consent” del paquete.",
    ],
    [
      /The connected user may not edit (leads|contacts|accounts)\./g,
      (_all, what = "") => `El usuario conectado no puede editar ${PLURALS[what]}.`,
    ],
    [/The connected user may not write (\w+\.\w+)\./g, "El usuario conectado no puede escribir en $1."],
    [
      /(\w+\.\w+) takes a (yes or no|number|date|text), not “([^”]*)”\./g,
      (_all, field = "", kind = "", value = "") => `En ${field} va ${KINDS[kind]}, no “${value}”.`,
    ],
    [/(\w+\.\w+) has no value “([^”]*)”; it has /g, "$1 no tiene el valor “$2”; tiene "],
    [
      /(\w+\.\w+) cannot be mapped: textback writes it by itself\./g,
      "$1 no se puede llenar aquí: lo escribe textback mismo.",
    ],
    [/(\w+\.\w+): (\{\{\w+\}\}) is unknown; known are /g, "$1: no se conoce $2; se conocen "],
    [
      /Leads have no record type (\w+), or the connected user may not use it\./g,
      "Los leads no tienen el tipo de registro $1, o el usuario conectado no lo puede usar.",
    ],
    [
      /(\d+) % of the org's API requests of the last 24 hours are used, by all its apps together\./g,
      "Ya se usó el $1 % de las solicitudes de API de la organización de las últimas 24 horas, entre todas sus apps.",
    ],
    [/Correct it in the settings of Salesforce\./g, "Corríjalo en los ajustes de Salesforce."],
    [
      /Waiting until it shows whether the last attempt went through\./g,
      "Esperamos hasta que se vea si el último intento pasó.",
    ],
    [
      /An earlier attempt may still become visible in the CRM\./g,
      "Un intento anterior todavía puede aparecer en el CRM.",
    ],
    [
      /The CRM's request limit is used up for the moment\./g,
      "Por el momento se agotó el límite de solicitudes del CRM.",
    ],
    [/(HubSpot|Salesforce)'s answer could not be read\./g, "No se pudo leer la respuesta de $1."],
    [/(HubSpot|Salesforce) could not be reached: /g, "No se pudo llegar a $1: "],
  ];

export const crmProblem = (said: string): string =>
  SENTENCES.reduce(
    (words, [english, spanish]) =>
      typeof spanish === "string" ? words.replace(english, spanish) : words.replace(english, spanish),
    said,
  );
