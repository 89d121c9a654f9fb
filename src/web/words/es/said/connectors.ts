import type { SettingWords } from "../../setting.ts";

interface ConnectorSaid {
  readonly summary: string;
  readonly credentials: Readonly<Record<string, { readonly label: string; readonly help?: string }>>;
  readonly settings: Readonly<Record<string, SettingWords>>;
}

const country: SettingWords = {
  label: "País de los números escritos sin código de país",
  help: "Dos letras, como US. Vacío: el país de su negocio.",
  mismatch: "deben ser dos letras mayúsculas, como US",
};

/** What the manifests of our own connectors say; of others' their own words stand. */
export const connectors: Readonly<Record<string, ConnectorSaid>> = {
  builtin: {
    summary:
      "Los clientes potenciales, las llamadas y los mensajes se llevan aquí. No hay que conectar nada.",
    credentials: {},
    settings: {},
  },
  hubspot: {
    summary:
      "Las llamadas perdidas y los mensajes quedan en el contacto de HubSpot; quienes llaman por primera vez pasan a ser contactos.",
    credentials: {
      accessToken: {
        label: "Token de la app privada",
        help: "HubSpot: Settings > Integrations > Private apps. Empieza con pat-.",
      },
    },
    settings: {
      lifecycleStage: {
        label: "Etapa del ciclo de vida de los contactos nuevos",
        help: "El nombre interno de la etapa. Vacío: lo decide HubSpot.",
      },
      leadStatus: {
        label: "Estado de los contactos nuevos",
        help: "El nombre interno del estado. Vacío: lo decide HubSpot.",
      },
      ownerId: {
        label: "Propietario",
        help: "El id del propietario en HubSpot, para los contactos nuevos y las actividades de contactos sin propietario.",
        mismatch: "solo puede tener dígitos",
      },
      consentProperty: {
        label: "Propiedad que dice si a un contacto se le puede escribir",
        help: "Su nombre interno, como sms_opt_out. Ahí se anota quién no quiere mensajes y quién los quiere otra vez. Vacío: en ninguna parte.",
        mismatch: "debe ser un nombre interno: minúsculas, dígitos y _, y empezar con una letra",
      },
      consentOptedOut: {
        label: "Qué dice de quien no quiere mensajes",
        help: "El valor interno de la opción.",
      },
      consentOptedIn: {
        label: "Qué dice de quien los quiere otra vez",
        help: "El valor interno de la opción.",
      },
      country,
    },
  },
  salesforce: {
    summary:
      "Las llamadas perdidas y los mensajes quedan como Tasks en el Contact o Lead de Salesforce; quienes llaman por primera vez pasan a ser Leads.",
    credentials: {
      instanceUrl: {
        label: "Dirección de su organización",
        help: "Setup > My Domain. Es como https://sunegocio.my.salesforce.com",
      },
      accessToken: { label: "Token de acceso" },
    },
    settings: {
      leadLastName: {
        label: "Apellido de quien nadie conoce",
        help: "Salesforce exige un apellido. A nadie se le saluda con este.",
        mismatch: "no puede estar vacío",
      },
      leadCompany: {
        label: "Compañía de los leads nuevos",
        help: "Vacío solo si su organización tiene cuentas personales: en las demás Salesforce exige una.",
      },
      leadStatus: {
        label: "Estado de los leads nuevos",
        help: "Se usa si es uno de los estados de su organización. Vacío: el normal de la organización.",
      },
      leadSource: {
        label: "Origen de los leads nuevos",
        help: "Se usa si es uno de los orígenes de su organización.",
      },
      leadRecordTypeId: {
        label: "Tipo de registro de los leads nuevos",
        help: "Su id. Vacío: el normal del usuario conectado.",
        mismatch: "debe ser el id de un tipo de registro: 012 y 12 o 15 letras y dígitos más",
      },
      leadFields: {
        label: "Más campos de los leads nuevos",
        help: "En cada fila el nombre de API de un campo y qué se escribe en él, como Industry y Plomería, o Caller_Number__c y {{phone}}.",
        mismatch: "debe tener en cada línea un campo, = y qué se escribe",
      },
      assignmentRules: { label: "Que las reglas de asignación elijan al propietario" },
      taskFields: {
        label: "Más campos de las tareas",
        help: "En cada fila el nombre de API de un campo y qué se escribe en él, como Department__c y Recepción, o Subject y {{title}}: {{phone}}.",
        mismatch: "debe tener en cada línea un campo, = y qué se escribe",
      },
      textType: {
        label: "Tipo de tarea de los mensajes",
        help: "Se usa si es uno de los tipos de su organización.",
      },
      ownerId: {
        label: "Propietario",
        help: "El id de un usuario o una cola para los leads nuevos; las tareas van a él si es un usuario. Vacío: el usuario conectado.",
        mismatch: "debe ser el id de un usuario (005…) o de una cola (00G…)",
      },
      consentField: {
        label: "Campo del permiso para enviar mensajes",
        help: "Su nombre de API en leads y contactos, como SMS_Opt_Out__c. Ahí se anota quién no quiere mensajes y quién los quiere otra vez. Vacío: en ninguna parte.",
        mismatch: "debe ser un nombre de API: letras, dígitos y _, como SMS_Opt_Out__c",
      },
      consentOptedOut: {
        label: "Qué se escribe ahí después de STOP",
        help: "En una casilla true o false; si no, uno de los valores del campo.",
      },
      consentOptedIn: { label: "Qué se escribe ahí después de START" },
      namespace: {
        label: "Espacio de nombres del paquete instalado",
        mismatch: "debe ser un espacio de nombres: 15 letras, dígitos y _ como máximo",
      },
      country,
    },
  },
};
