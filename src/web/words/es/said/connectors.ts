interface ConnectorSaid {
  readonly summary: string;
  readonly credentials: Readonly<Record<string, { readonly label: string; readonly help?: string }>>;
}

/** What the manifests of our own connectors say; of others' their own words stand. */
export const connectors: Readonly<Record<string, ConnectorSaid>> = {
  builtin: {
    summary:
      "Los clientes potenciales, las llamadas y los mensajes se llevan aquí. No hay que conectar nada.",
    credentials: {},
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
  },
};
