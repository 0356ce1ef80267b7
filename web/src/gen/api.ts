// Made by `cauce types`: do not edit it by hand.

export interface Api {
  "POST /api/admin/users/{id}/reset-password": {
    given: {
      params: {
        id: number;
      };
    };
    answer: {
      password: string;
    };
  };
  "POST /api/admin/users/{id}/reset-token": {
    given: {
      params: {
        id: number;
      };
    };
    answer: {
      token: string;
      ends_at: number;
    };
  };
  "GET /api/areas": {
    given: {};
    answer: {
      items: {
        id: number;
        name: string;
        description: string;
        active: boolean;
        colour: string;
      }[];
    };
  };
  "POST /api/areas": {
    given: {
      body: {
        name: string;
        description?: string;
        active?: boolean;
        colour?: string;
      };
    };
    answer: {
      id: number;
      name: string;
      description: string;
      active: boolean;
      colour: string;
    };
  };
  "GET /api/areas/{id}": {
    given: {
      params: {
        id: number;
      };
    };
    answer: {
      id: number;
      name: string;
      description: string;
      active: boolean;
      colour: string;
    };
  };
  "PUT /api/areas/{id}": {
    given: {
      params: {
        id: number;
      };
      body: {
        description: string;
        active: boolean;
        colour: string;
      };
    };
    answer: {
      id: number;
      name: string;
      description: string;
      active: boolean;
      colour: string;
    };
  };
  "GET /api/areas/{id}/members": {
    given: {
      params: {
        id: number;
      };
    };
    answer: {
      items: number[];
    };
  };
  "PUT /api/areas/{id}/members/{user}": {
    given: {
      params: {
        id: number;
        user: number;
      };
    };
    answer: null;
  };
  "DELETE /api/areas/{id}/members/{user}": {
    given: {
      params: {
        id: number;
        user: number;
      };
    };
    answer: null;
  };
  "GET /api/audit": {
    given: {
      query?: {
        cursor?: string;
        limit?: number;
        user?: number;
        object?: string;
        action?: string;
      };
    };
    answer: {
      items: ({
        id: number;
        user: number | null;
        who: string;
        action: string;
        object: string;
        address: string;
        details: Record<string, unknown>;
        at: number;
      })[];
      next: string | null;
    };
  };
  "POST /api/auth/change-password": {
    given: {
      body: {
        current: string;
        password: string;
      };
    };
    answer: null;
  };
  "POST /api/auth/login": {
    given: {
      body: {
        account: string;
        password: string;
      };
    };
    answer: {
      user: {
        id: number;
        username: string;
        name: string;
        role: string;
        locale: string;
        via: "login" | "token";
        permissions: string[];
        areas: string[];
      };
      ends_at: number;
    };
  };
  "GET /api/auth/logins": {
    given: {};
    answer: {
      items: {
        id: number;
        created_at: number;
        seen_at: number;
        ends_at: number;
        address: string;
        agent: string;
        current: boolean;
      }[];
    };
  };
  "DELETE /api/auth/logins/{id}": {
    given: {
      params: {
        id: number;
      };
    };
    answer: null;
  };
  "POST /api/auth/logout": {
    given: {};
    answer: null;
  };
  "GET /api/auth/me": {
    given: {};
    answer: {
      id: number;
      username: string;
      name: string;
      role: string;
      locale: string;
      via: "login" | "token";
      permissions: string[];
      areas: string[];
    };
  };
  "PUT /api/auth/presence": {
    given: {
      body: {
        presence: "available" | "away" | "offline";
      };
    };
    answer: null;
  };
  "POST /api/auth/reset": {
    given: {
      body: {
        token: string;
        password: string;
      };
    };
    answer: null;
  };
  "GET /api/auto-close": {
    given: {};
    answer: {
      items: ({
        conversation: number;
        owner: "bot" | "queue" | "human" | "paused";
        since: number;
        step: number;
        steps: number;
        closes_at: number | null;
      })[];
    };
  };
  "PATCH /api/bot/metadata": {
    given: {
      body: {
        name?: string;
        phone?: string;
      };
    };
    answer: {
      state: "running" | "paused" | "stopped";
      since: number;
      name: string;
      phone: string;
    };
  };
  "POST /api/bot/pause": {
    given: {};
    answer: {
      state: "running" | "paused" | "stopped";
      since: number;
      name: string;
      phone: string;
    };
  };
  "POST /api/bot/start": {
    given: {};
    answer: {
      state: "running" | "paused" | "stopped";
      since: number;
      name: string;
      phone: string;
    };
  };
  "GET /api/bot/status": {
    given: {};
    answer: {
      state: "running" | "paused" | "stopped";
      since: number;
      name: string;
      phone: string;
    };
  };
  "POST /api/bot/stop": {
    given: {};
    answer: {
      state: "running" | "paused" | "stopped";
      since: number;
      name: string;
      phone: string;
    };
  };
  "GET /api/channels": {
    given: {};
    answer: {
      items: ({
        name: string;
        transport: string;
        state: "open" | "held" | "stopped";
        held: number;
        waiting: number;
        today: number;
        error: string;
        capabilities: {
          buttons: number;
          button_text: number;
          rows: number;
          row_text: number;
          text: number;
          window_hours: number;
          settle_seconds: number;
          per_second: number;
          person_seconds: number;
          person_burst: number;
          per_day: number;
          media: string[];
          kinds: string[];
          typing: boolean;
          idempotent: boolean;
          quotes: boolean;
        };
      })[];
    };
  };
  "GET /api/contacts": {
    given: {
      query?: {
        q?: string;
        tag?: string;
        area?: string;
        group?: string;
        field?: string;
        value?: string;
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      items: ({
        id: number;
        name: string;
        shown: string;
        name_source: "manual" | "import" | "name" | "pushname" | "shortName" | "";
        phone: string | null;
        dni: string | null;
        area: string | null;
        tags: string[];
        fields: Record<string, unknown>;
        created_at: number;
        updated_at: number;
      })[];
      next: string | null;
    };
  };
  "POST /api/contacts": {
    given: {
      body: {
        name?: string;
        phone?: string | null;
        dni?: string | null;
        area?: string | null;
        tags?: string[] | null;
        fields?: Record<string, unknown>;
      };
    };
    answer: {
      id: number;
      name: string;
      shown: string;
      name_source: "manual" | "import" | "name" | "pushname" | "shortName" | "";
      phone: string | null;
      dni: string | null;
      area: string | null;
      tags: string[];
      fields: Record<string, unknown>;
      created_at: number;
      updated_at: number;
      identities: {
        channel: string;
        kind: string;
        value: string;
      }[];
    };
  };
  "GET /api/contacts/export": {
    given: {
      query?: {
        format?: "csv" | "xlsx";
        q?: string;
        tag?: string;
        area?: string;
        group?: string;
        field?: string;
        value?: string;
      };
    };
    answer: null;
  };
  "GET /api/contacts/fields": {
    given: {};
    answer: {
      items: ({
        id: number;
        name: string;
        title: {
          es: string;
          en: string;
        };
        type: "text" | "number" | "date" | "yes_no" | "choice" | "phone" | "email" | "url";
        choices: string[];
        required: boolean;
      })[];
    };
  };
  "POST /api/contacts/fields": {
    given: {
      body: {
        name: string;
        title: {
          es?: string;
          en?: string;
        };
        type: "text" | "number" | "date" | "yes_no" | "choice" | "phone" | "email" | "url";
        choices?: string[];
        required?: boolean;
      };
    };
    answer: {
      id: number;
      name: string;
      title: {
        es: string;
        en: string;
      };
      type: "text" | "number" | "date" | "yes_no" | "choice" | "phone" | "email" | "url";
      choices: string[];
      required: boolean;
    };
  };
  "GET /api/contacts/fields/{id}": {
    given: {
      params: {
        id: number;
      };
    };
    answer: {
      id: number;
      name: string;
      title: {
        es: string;
        en: string;
      };
      type: "text" | "number" | "date" | "yes_no" | "choice" | "phone" | "email" | "url";
      choices: string[];
      required: boolean;
    };
  };
  "PATCH /api/contacts/fields/{id}": {
    given: {
      params: {
        id: number;
      };
      body: {
        title?: {
          es?: string;
          en?: string;
        };
        choices?: string[];
        required?: boolean;
      };
    };
    answer: {
      id: number;
      name: string;
      title: {
        es: string;
        en: string;
      };
      type: "text" | "number" | "date" | "yes_no" | "choice" | "phone" | "email" | "url";
      choices: string[];
      required: boolean;
    };
  };
  "DELETE /api/contacts/fields/{id}": {
    given: {
      params: {
        id: number;
      };
    };
    answer: null;
  };
  "GET /api/contacts/groups": {
    given: {};
    answer: {
      items: {
        name: string;
        contacts: number;
      }[];
    };
  };
  "POST /api/contacts/import": {
    given: {
      query?: {
        commit?: boolean;
        merge?: boolean;
      };
    };
    answer: {
      id: number;
      state: "reading" | "checked" | "committing" | "done" | "failed";
      kind: string;
      encoding: string;
      columns: string[];
      rows: number;
      done: number;
      merge: boolean;
      counts: {
        create: number;
        update: number;
        skip: number;
        merge: number;
        error: number;
      };
      created_at: number;
      updated_at: number;
    };
  };
  "GET /api/contacts/imports": {
    given: {
      query?: {
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      items: ({
        id: number;
        state: "reading" | "checked" | "committing" | "done" | "failed";
        kind: string;
        encoding: string;
        columns: string[];
        rows: number;
        done: number;
        merge: boolean;
        counts: {
          create: number;
          update: number;
          skip: number;
          merge: number;
          error: number;
        };
        created_at: number;
        updated_at: number;
      })[];
      next: string | null;
    };
  };
  "GET /api/contacts/imports/{id}": {
    given: {
      params: {
        id: number;
      };
    };
    answer: {
      id: number;
      state: "reading" | "checked" | "committing" | "done" | "failed";
      kind: string;
      encoding: string;
      columns: string[];
      rows: number;
      done: number;
      merge: boolean;
      counts: {
        create: number;
        update: number;
        skip: number;
        merge: number;
        error: number;
      };
      created_at: number;
      updated_at: number;
    };
  };
  "DELETE /api/contacts/imports/{id}": {
    given: {
      params: {
        id: number;
      };
    };
    answer: null;
  };
  "POST /api/contacts/imports/{id}/commit": {
    given: {
      params: {
        id: number;
      };
    };
    answer: {
      id: number;
      state: "reading" | "checked" | "committing" | "done" | "failed";
      kind: string;
      encoding: string;
      columns: string[];
      rows: number;
      done: number;
      merge: boolean;
      counts: {
        create: number;
        update: number;
        skip: number;
        merge: number;
        error: number;
      };
      created_at: number;
      updated_at: number;
    };
  };
  "GET /api/contacts/imports/{id}/report": {
    given: {
      params: {
        id: number;
      };
    };
    answer: null;
  };
  "GET /api/contacts/imports/{id}/rows": {
    given: {
      params: {
        id: number;
      };
      query?: {
        outcome?: "create" | "update" | "skip" | "merge" | "error";
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      items: ({
        row: number;
        outcome: "create" | "update" | "skip" | "merge" | "error";
        contact: number | null;
        stored: boolean;
        name: string;
        phone: string;
        problems: {
          field: string;
          problem: string;
        }[];
      })[];
      next: string | null;
    };
  };
  "GET /api/contacts/{id}": {
    given: {
      params: {
        id: number;
      };
    };
    answer: {
      id: number;
      name: string;
      shown: string;
      name_source: "manual" | "import" | "name" | "pushname" | "shortName" | "";
      phone: string | null;
      dni: string | null;
      area: string | null;
      tags: string[];
      fields: Record<string, unknown>;
      created_at: number;
      updated_at: number;
      identities: {
        channel: string;
        kind: string;
        value: string;
      }[];
    };
  };
  "PUT /api/contacts/{id}": {
    given: {
      params: {
        id: number;
      };
      body: {
        name?: string;
        phone?: string | null;
        dni?: string | null;
        area?: string | null;
        tags?: string[] | null;
        fields?: Record<string, unknown>;
      };
    };
    answer: {
      id: number;
      name: string;
      shown: string;
      name_source: "manual" | "import" | "name" | "pushname" | "shortName" | "";
      phone: string | null;
      dni: string | null;
      area: string | null;
      tags: string[];
      fields: Record<string, unknown>;
      created_at: number;
      updated_at: number;
      identities: {
        channel: string;
        kind: string;
        value: string;
      }[];
    };
  };
  "PATCH /api/contacts/{id}": {
    given: {
      params: {
        id: number;
      };
      body: {
        name?: string;
        phone?: string | null;
        dni?: string | null;
        area?: string | null;
        tags?: string[] | null;
        fields?: Record<string, unknown>;
      };
    };
    answer: {
      id: number;
      name: string;
      shown: string;
      name_source: "manual" | "import" | "name" | "pushname" | "shortName" | "";
      phone: string | null;
      dni: string | null;
      area: string | null;
      tags: string[];
      fields: Record<string, unknown>;
      created_at: number;
      updated_at: number;
      identities: {
        channel: string;
        kind: string;
        value: string;
      }[];
    };
  };
  "DELETE /api/contacts/{id}": {
    given: {
      params: {
        id: number;
      };
    };
    answer: null;
  };
  "GET /api/contacts/{id}/history": {
    given: {
      params: {
        id: number;
      };
      query?: {
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      items: ({
        id: number;
        channel: string;
        owner: string;
        area: string | null;
        assignee: number | null;
        tags: string[];
        reason: string | null;
        open: boolean;
        opened_at: number;
        active_at: number;
        closed_at: number | null;
        messages: number;
      })[];
      next: string | null;
    };
  };
  "POST /api/contacts/{id}/merge": {
    given: {
      params: {
        id: number;
      };
      body: {
        other: number;
      };
    };
    answer: {
      id: number;
      name: string;
      shown: string;
      name_source: "manual" | "import" | "name" | "pushname" | "shortName" | "";
      phone: string | null;
      dni: string | null;
      area: string | null;
      tags: string[];
      fields: Record<string, unknown>;
      created_at: number;
      updated_at: number;
      identities: {
        channel: string;
        kind: string;
        value: string;
      }[];
    };
  };
  "GET /api/contacts/{id}/merges": {
    given: {
      params: {
        id: number;
      };
    };
    answer: {
      items: ({
        id: number;
        kept: number;
        gone: number;
        name: string;
        by: string;
        reason: string;
        at: number;
        undone_at: number | null;
      })[];
    };
  };
  "PATCH /api/contacts/{id}/tags": {
    given: {
      params: {
        id: number;
      };
      body: {
        add?: string[];
        remove?: string[];
      };
    };
    answer: {
      tags: string[];
    };
  };
  "POST /api/contacts/{id}/unmerge": {
    given: {
      params: {
        id: number;
      };
      body: {
        merge: number;
      };
    };
    answer: {
      id: number;
      name: string;
      shown: string;
      name_source: "manual" | "import" | "name" | "pushname" | "shortName" | "";
      phone: string | null;
      dni: string | null;
      area: string | null;
      tags: string[];
      fields: Record<string, unknown>;
      created_at: number;
      updated_at: number;
      identities: {
        channel: string;
        kind: string;
        value: string;
      }[];
    };
  };
  "GET /api/conversations": {
    given: {
      query?: {
        cursor?: string;
        limit?: number;
        owner?: "bot" | "queue" | "human" | "paused";
        area?: string;
        assignee?: "me";
        opened?: boolean;
      };
    };
    answer: {
      items: ({
        id: number;
        opened: boolean;
        owner: "bot" | "queue" | "human" | "paused";
        area: string | null;
        assignee: number | null;
        channel: string;
        contact: number;
        name: string;
        note: string;
        tags: string[];
        reason: string | null;
        opened_at: number;
        active_at: number;
        closed_at: number | null;
        seq: number;
        unread: number;
        last: {
          id: number;
          direction: "in" | "out";
          author: "contact" | "bot" | "human";
          message_type: string;
          text: string;
          status: "queued" | "sent" | "failed" | "delivered" | "read" | "received";
          created_at: number;
        } | null;
      })[];
      next: string | null;
    };
  };
  "GET /api/conversations/{id}": {
    given: {
      params: {
        id: number;
      };
    };
    answer: {
      id: number;
      opened: boolean;
      owner: "bot" | "queue" | "human" | "paused";
      area: string | null;
      assignee: number | null;
      channel: string;
      contact: number;
      name: string;
      note: string;
      tags: string[];
      reason: string | null;
      opened_at: number;
      active_at: number;
      closed_at: number | null;
      seq: number;
      unread: number;
      window_ends_at: number | null;
    };
  };
  "POST /api/conversations/{id}/assign": {
    given: {
      params: {
        id: number;
      };
      body: {
        user: number;
        reason?: string;
        note?: string;
      };
    };
    answer: {
      id: number;
      opened: boolean;
      owner: "bot" | "queue" | "human" | "paused";
      area: string | null;
      assignee: number | null;
    };
  };
  "POST /api/conversations/{id}/close": {
    given: {
      params: {
        id: number;
      };
      body: {
        reason: string;
      };
    };
    answer: {
      id: number;
      opened: boolean;
      owner: "bot" | "queue" | "human" | "paused";
      area: string | null;
      assignee: number | null;
    };
  };
  "GET /api/conversations/{id}/draft": {
    given: {
      params: {
        id: number;
      };
    };
    answer: {
      text: string;
      revision: number;
      updated_at: number | null;
    };
  };
  "PUT /api/conversations/{id}/draft": {
    given: {
      params: {
        id: number;
      };
      body: {
        text: string;
      };
    };
    answer: {
      text: string;
      revision: number;
      updated_at: number | null;
    };
  };
  "DELETE /api/conversations/{id}/draft": {
    given: {
      params: {
        id: number;
      };
    };
    answer: null;
  };
  "GET /api/conversations/{id}/events": {
    given: {
      params: {
        id: number;
      };
      query?: {
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      items: {
        seq: number;
        type: string;
        at: number;
        data: Record<string, unknown>;
      }[];
      next: string | null;
    };
  };
  "GET /api/conversations/{id}/messages": {
    given: {
      params: {
        id: number;
      };
      query?: {
        cursor?: string;
        limit?: number;
        order?: "newest" | "oldest";
      };
    };
    answer: {
      items: ({
        id: number;
        direction: "in" | "out";
        author: "contact" | "bot" | "human";
        user: {
          id: number;
          name: string;
        } | null;
        message_type: string;
        text: string;
        content: Record<string, unknown>;
        reply_to: number | null;
        forwarded: boolean;
        reactions: ({
          direction: "in" | "out";
          emoji: string;
          user: {
            id: number;
            name: string;
          } | null;
          at: number;
          status: "queued" | "sent" | "failed" | "delivered" | "read" | "received";
        })[];
        external_id: string | null;
        status: "queued" | "sent" | "failed" | "delivered" | "read" | "received";
        repeated: boolean;
        error: string | null;
        created_at: number;
        sent_at: number | null;
        delivered_at: number | null;
        read_at: number | null;
      })[];
      next: string | null;
    };
  };
  "POST /api/conversations/{id}/messages": {
    given: {
      params: {
        id: number;
      };
      body: {
        text: string;
        message_type?: "text";
        reply_to?: number;
      } | {
        message_type: "choices";
        text: string;
        choices: string[];
        reply_to?: number;
      } | {
        message_type: "location";
        latitude: number;
        longitude: number;
        name?: string;
        address?: string;
        reply_to?: number;
      } | {
        message_type: "contacts";
        contacts: {
          name: string;
          phones: string[];
        }[];
        reply_to?: number;
      } | {
        message_type: "image";
        media: {
          url?: string;
          id?: string;
          file?: string;
          mime?: string;
          name?: string;
        };
        text?: string;
        reply_to?: number;
      } | {
        message_type: "audio";
        media: {
          url?: string;
          id?: string;
          file?: string;
          mime?: string;
          name?: string;
        };
        text?: string;
        reply_to?: number;
      } | {
        message_type: "video";
        media: {
          url?: string;
          id?: string;
          file?: string;
          mime?: string;
          name?: string;
        };
        text?: string;
        reply_to?: number;
      } | {
        message_type: "file";
        media: {
          url?: string;
          id?: string;
          file?: string;
          mime?: string;
          name?: string;
        };
        text?: string;
        reply_to?: number;
      } | {
        message_type: "sticker";
        media: {
          url?: string;
          id?: string;
          file?: string;
          mime?: string;
          name?: string;
        };
        text?: string;
        reply_to?: number;
      } | {
        message_type: "template";
        template: {
          name: string;
          language: string;
          params?: string[] | Record<string, unknown>;
          header?: string | {
            text?: string;
            name?: string;
            image?: string | {
              id: string;
            };
            video?: string | {
              id: string;
            };
            document?: string | {
              id: string;
            };
            filename?: string;
            location?: {
              latitude: number;
              longitude: number;
              name?: string;
              address?: string;
            };
          };
          buttons?: ({
            payload?: string;
            url?: string;
          } | null)[];
        };
        text?: string;
      };
    };
    answer: {
      id: number;
      text: string;
      created_at: number;
    };
  };
  "POST /api/conversations/{id}/messages/{message}/forward": {
    given: {
      params: {
        id: number;
        message: number;
      };
      body: {
        conversations: number[];
      };
    };
    answer: {
      items: {
        conversation: number;
        id: number;
      }[];
      created_at: number;
    };
  };
  "PUT /api/conversations/{id}/messages/{message}/reaction": {
    given: {
      params: {
        id: number;
        message: number;
      };
      body: {
        emoji: string;
      };
    };
    answer: null;
  };
  "DELETE /api/conversations/{id}/messages/{message}/reaction": {
    given: {
      params: {
        id: number;
        message: number;
      };
    };
    answer: null;
  };
  "GET /api/conversations/{id}/notes": {
    given: {
      params: {
        id: number;
      };
      query?: {
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      items: {
        id: number;
        author: number;
        name: string;
        text: string;
        created_at: number;
        updated_at: number;
        mentions: number[];
      }[];
      next: string | null;
    };
  };
  "POST /api/conversations/{id}/notes": {
    given: {
      params: {
        id: number;
      };
      body: {
        text: string;
      };
    };
    answer: {
      id: number;
      author: number;
      name: string;
      text: string;
      created_at: number;
      updated_at: number;
      mentions: number[];
    };
  };
  "GET /api/conversations/{id}/notes/{note}": {
    given: {
      params: {
        id: number;
        note: number;
      };
    };
    answer: {
      id: number;
      author: number;
      name: string;
      text: string;
      created_at: number;
      updated_at: number;
      mentions: number[];
    };
  };
  "PATCH /api/conversations/{id}/notes/{note}": {
    given: {
      params: {
        id: number;
        note: number;
      };
      body: {
        text: string;
      };
    };
    answer: {
      id: number;
      author: number;
      name: string;
      text: string;
      created_at: number;
      updated_at: number;
      mentions: number[];
    };
  };
  "DELETE /api/conversations/{id}/notes/{note}": {
    given: {
      params: {
        id: number;
        note: number;
      };
    };
    answer: null;
  };
  "GET /api/conversations/{id}/pins": {
    given: {
      params: {
        id: number;
      };
    };
    answer: {
      items: ({
        message: number;
        direction: "in" | "out";
        author: "contact" | "bot" | "human";
        message_type: string;
        text: string;
        created_at: number;
        by: number;
        name: string;
        pinned_at: number;
      })[];
    };
  };
  "PUT /api/conversations/{id}/pins/{message}": {
    given: {
      params: {
        id: number;
        message: number;
      };
    };
    answer: null;
  };
  "DELETE /api/conversations/{id}/pins/{message}": {
    given: {
      params: {
        id: number;
        message: number;
      };
    };
    answer: null;
  };
  "GET /api/conversations/{id}/quick-replies/{reply}": {
    given: {
      params: {
        id: number;
        reply: number;
      };
    };
    answer: {
      text: string;
      unknown: string[];
    };
  };
  "PUT /api/conversations/{id}/read": {
    given: {
      params: {
        id: number;
      };
      body: {
        message: number;
      };
    };
    answer: {
      message: number;
      unread: number;
    };
  };
  "POST /api/conversations/{id}/reopen": {
    given: {
      params: {
        id: number;
      };
      body: {
        reason?: string;
      };
    };
    answer: {
      id: number;
      opened: boolean;
      owner: "bot" | "queue" | "human" | "paused";
      area: string | null;
      assignee: number | null;
    };
  };
  "POST /api/conversations/{id}/return": {
    given: {
      params: {
        id: number;
      };
      body: {
        reason?: string;
      };
    };
    answer: {
      id: number;
      opened: boolean;
      owner: "bot" | "queue" | "human" | "paused";
      area: string | null;
      assignee: number | null;
    };
  };
  "GET /api/conversations/{id}/scheduled": {
    given: {
      params: {
        id: number;
      };
      query?: {
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      items: ({
        id: number;
        user: {
          id: number;
          name: string;
        } | null;
        at: number;
        state: "waiting" | "sent" | "held" | "cancelled";
        reason: string | null;
        message: number | null;
        content: Record<string, unknown>;
        created_at: number;
        updated_at: number;
      })[];
      next: string | null;
    };
  };
  "POST /api/conversations/{id}/scheduled": {
    given: {
      params: {
        id: number;
      };
      body: {
        text: string;
        at: number;
        message_type?: "text";
        reply_to?: number;
      } | {
        message_type: "choices";
        text: string;
        choices: string[];
        at: number;
        reply_to?: number;
      } | {
        message_type: "location";
        latitude: number;
        longitude: number;
        at: number;
        name?: string;
        address?: string;
        reply_to?: number;
      } | {
        message_type: "contacts";
        contacts: {
          name: string;
          phones: string[];
        }[];
        at: number;
        reply_to?: number;
      } | {
        message_type: "image";
        media: {
          url?: string;
          id?: string;
          file?: string;
          mime?: string;
          name?: string;
        };
        at: number;
        text?: string;
        reply_to?: number;
      } | {
        message_type: "audio";
        media: {
          url?: string;
          id?: string;
          file?: string;
          mime?: string;
          name?: string;
        };
        at: number;
        text?: string;
        reply_to?: number;
      } | {
        message_type: "video";
        media: {
          url?: string;
          id?: string;
          file?: string;
          mime?: string;
          name?: string;
        };
        at: number;
        text?: string;
        reply_to?: number;
      } | {
        message_type: "file";
        media: {
          url?: string;
          id?: string;
          file?: string;
          mime?: string;
          name?: string;
        };
        at: number;
        text?: string;
        reply_to?: number;
      } | {
        message_type: "sticker";
        media: {
          url?: string;
          id?: string;
          file?: string;
          mime?: string;
          name?: string;
        };
        at: number;
        text?: string;
        reply_to?: number;
      } | {
        message_type: "template";
        template: {
          name: string;
          language: string;
          params?: string[] | Record<string, unknown>;
          header?: string | {
            text?: string;
            name?: string;
            image?: string | {
              id: string;
            };
            video?: string | {
              id: string;
            };
            document?: string | {
              id: string;
            };
            filename?: string;
            location?: {
              latitude: number;
              longitude: number;
              name?: string;
              address?: string;
            };
          };
          buttons?: ({
            payload?: string;
            url?: string;
          } | null)[];
        };
        at: number;
        text?: string;
      };
    };
    answer: {
      id: number;
      user: {
        id: number;
        name: string;
      } | null;
      at: number;
      state: "waiting" | "sent" | "held" | "cancelled";
      reason: string | null;
      message: number | null;
      content: Record<string, unknown>;
      created_at: number;
      updated_at: number;
    };
  };
  "GET /api/conversations/{id}/scheduled/{scheduled}": {
    given: {
      params: {
        id: number;
        scheduled: number;
      };
    };
    answer: {
      id: number;
      user: {
        id: number;
        name: string;
      } | null;
      at: number;
      state: "waiting" | "sent" | "held" | "cancelled";
      reason: string | null;
      message: number | null;
      content: Record<string, unknown>;
      created_at: number;
      updated_at: number;
    };
  };
  "PUT /api/conversations/{id}/scheduled/{scheduled}": {
    given: {
      params: {
        id: number;
        scheduled: number;
      };
      body: {
        text: string;
        at: number;
        message_type?: "text";
        reply_to?: number;
      } | {
        message_type: "choices";
        text: string;
        choices: string[];
        at: number;
        reply_to?: number;
      } | {
        message_type: "location";
        latitude: number;
        longitude: number;
        at: number;
        name?: string;
        address?: string;
        reply_to?: number;
      } | {
        message_type: "contacts";
        contacts: {
          name: string;
          phones: string[];
        }[];
        at: number;
        reply_to?: number;
      } | {
        message_type: "image";
        media: {
          url?: string;
          id?: string;
          file?: string;
          mime?: string;
          name?: string;
        };
        at: number;
        text?: string;
        reply_to?: number;
      } | {
        message_type: "audio";
        media: {
          url?: string;
          id?: string;
          file?: string;
          mime?: string;
          name?: string;
        };
        at: number;
        text?: string;
        reply_to?: number;
      } | {
        message_type: "video";
        media: {
          url?: string;
          id?: string;
          file?: string;
          mime?: string;
          name?: string;
        };
        at: number;
        text?: string;
        reply_to?: number;
      } | {
        message_type: "file";
        media: {
          url?: string;
          id?: string;
          file?: string;
          mime?: string;
          name?: string;
        };
        at: number;
        text?: string;
        reply_to?: number;
      } | {
        message_type: "sticker";
        media: {
          url?: string;
          id?: string;
          file?: string;
          mime?: string;
          name?: string;
        };
        at: number;
        text?: string;
        reply_to?: number;
      } | {
        message_type: "template";
        template: {
          name: string;
          language: string;
          params?: string[] | Record<string, unknown>;
          header?: string | {
            text?: string;
            name?: string;
            image?: string | {
              id: string;
            };
            video?: string | {
              id: string;
            };
            document?: string | {
              id: string;
            };
            filename?: string;
            location?: {
              latitude: number;
              longitude: number;
              name?: string;
              address?: string;
            };
          };
          buttons?: ({
            payload?: string;
            url?: string;
          } | null)[];
        };
        at: number;
        text?: string;
      };
    };
    answer: {
      id: number;
      user: {
        id: number;
        name: string;
      } | null;
      at: number;
      state: "waiting" | "sent" | "held" | "cancelled";
      reason: string | null;
      message: number | null;
      content: Record<string, unknown>;
      created_at: number;
      updated_at: number;
    };
  };
  "DELETE /api/conversations/{id}/scheduled/{scheduled}": {
    given: {
      params: {
        id: number;
        scheduled: number;
      };
    };
    answer: null;
  };
  "PATCH /api/conversations/{id}/tags": {
    given: {
      params: {
        id: number;
      };
      body: {
        add?: string[];
        remove?: string[];
      };
    };
    answer: {
      tags: string[];
    };
  };
  "POST /api/conversations/{id}/take": {
    given: {
      params: {
        id: number;
      };
      body: {
        takeover?: boolean;
        reason?: string;
      };
    };
    answer: {
      id: number;
      opened: boolean;
      owner: "bot" | "queue" | "human" | "paused";
      area: string | null;
      assignee: number | null;
    };
  };
  "POST /api/conversations/{id}/transfer": {
    given: {
      params: {
        id: number;
      };
      body: {
        reason: string;
        user?: number;
        area?: string;
        note?: string;
      };
    };
    answer: {
      id: number;
      opened: boolean;
      owner: "bot" | "queue" | "human" | "paused";
      area: string | null;
      assignee: number | null;
    };
  };
  "GET /api/dashboard/activity": {
    given: {
      query?: {
        area?: string;
        channel?: string;
        limit?: number;
      };
    };
    answer: {
      items: ({
        id: number;
        type: string;
        at: number;
        conversation: number;
        name: string;
        area: string | null;
        by: string;
      })[];
    };
  };
  "GET /api/dashboard/by-area": {
    given: {
      query?: {
        from?: string;
        to?: string;
        zone?: string;
        area?: string;
        channel?: string;
      };
    };
    answer: {
      from: string;
      to: string;
      zone: string;
      items: ({
        area: string | null;
        opened: number;
        closed: number;
        closed_bot: number;
        closed_queue: number;
        reopened: number;
        queued: number;
        taken: number;
        transferred: number;
        returned: number;
        received: number;
        said_bot: number;
        said_human: number;
        bot_ms: number;
        queue_ms: number;
        human_ms: number;
        paused_ms: number;
      })[];
    };
  };
  "GET /api/dashboard/by-contact": {
    given: {
      query?: {
        from?: string;
        to?: string;
        zone?: string;
        area?: string;
        channel?: string;
        limit?: number;
      };
    };
    answer: {
      from: string;
      to: string;
      zone: string;
      items: {
        contact: number;
        name: string;
        conversations: number;
        received: number;
        said_bot: number;
        said_human: number;
      }[];
    };
  };
  "GET /api/dashboard/by-flow": {
    given: {
      query?: {
        from?: string;
        to?: string;
        zone?: string;
        area?: string;
        channel?: string;
      };
    };
    answer: {
      from: string;
      to: string;
      zone: string;
      items: {
        flow: string;
        revision: string;
        started: number;
        ended: number;
        handed: number;
        errors: number;
        dropped: number;
      }[];
    };
  };
  "GET /api/dashboard/by-group": {
    given: {
      query?: {
        from?: string;
        to?: string;
        zone?: string;
        area?: string;
        channel?: string;
      };
    };
    answer: {
      from: string;
      to: string;
      zone: string;
      items: {
        group: string;
        contacts: number;
        conversations: number;
        received: number;
        said_bot: number;
        said_human: number;
      }[];
    };
  };
  "GET /api/dashboard/by-operator": {
    given: {
      query?: {
        from?: string;
        to?: string;
        zone?: string;
        area?: string;
        channel?: string;
      };
    };
    answer: {
      from: string;
      to: string;
      zone: string;
      items: ({
        user: number;
        name: string;
        taken: number;
        transferred: number;
        closed: number;
        said: number;
        human_ms: number;
        responses: number;
        response_mean_ms: number | null;
        resolution_mean_ms: number | null;
      })[];
    };
  };
  "GET /api/dashboard/current-month": {
    given: {
      query?: {
        zone?: string;
        area?: string;
        channel?: string;
      };
    };
    answer: {
      current: {
        from: string;
        to: string;
        zone: string;
        counts: {
          opened: number;
          closed: number;
          closed_bot: number;
          closed_queue: number;
          reopened: number;
          queued: number;
          taken: number;
          transferred: number;
          returned: number;
          received: number;
          said_bot: number;
          said_human: number;
          bot_ms: number;
          queue_ms: number;
          human_ms: number;
          paused_ms: number;
        };
        times: {
          response: {
            count: number;
            mean_ms: number | null;
            median_ms: number | null;
            p90_ms: number | null;
          };
          wait: {
            count: number;
            mean_ms: number | null;
            median_ms: number | null;
            p90_ms: number | null;
          };
          resolution: {
            count: number;
            mean_ms: number | null;
            median_ms: number | null;
            p90_ms: number | null;
          };
        };
      };
      previous: {
        from: string;
        to: string;
        zone: string;
        counts: {
          opened: number;
          closed: number;
          closed_bot: number;
          closed_queue: number;
          reopened: number;
          queued: number;
          taken: number;
          transferred: number;
          returned: number;
          received: number;
          said_bot: number;
          said_human: number;
          bot_ms: number;
          queue_ms: number;
          human_ms: number;
          paused_ms: number;
        };
        times: {
          response: {
            count: number;
            mean_ms: number | null;
            median_ms: number | null;
            p90_ms: number | null;
          };
          wait: {
            count: number;
            mean_ms: number | null;
            median_ms: number | null;
            p90_ms: number | null;
          };
          resolution: {
            count: number;
            mean_ms: number | null;
            median_ms: number | null;
            p90_ms: number | null;
          };
        };
      };
    };
  };
  "GET /api/dashboard/export.csv": {
    given: {
      query?: {
        from?: string;
        to?: string;
        zone?: string;
        area?: string;
        channel?: string;
        what?: "timeline" | "by-area" | "by-operator" | "by-group" | "by-contact" | "by-flow" | "conversations";
      };
    };
    answer: null;
  };
  "GET /api/dashboard/flows/{name}/nodes": {
    given: {
      params: {
        name: string;
      };
      query?: {
        from?: string;
        to?: string;
        zone?: string;
        area?: string;
        channel?: string;
        revision?: string;
      };
    };
    answer: {
      from: string;
      to: string;
      zone: string;
      items: {
        revision: string;
        node: string;
        reached: number;
        dropped: number;
        taken: number;
        drop_off: number;
        ports: {
          port: string;
          count: number;
        }[];
      }[];
    };
  };
  "GET /api/dashboard/live": {
    given: {
      query?: {
        zone?: string;
        area?: string;
        channel?: string;
      };
    };
    answer: {
      open: {
        bot: number;
        queue: number;
        human: number;
        paused: number;
      };
      areas: ({
        area: string | null;
        open: {
          bot: number;
          queue: number;
          human: number;
          paused: number;
        };
        waiting_since: number | null;
      })[];
      operators: {
        user: number;
        name: string;
        presence: string;
        conversations: number;
      }[];
      today: {
        from: string;
        to: string;
        zone: string;
        counts: {
          opened: number;
          closed: number;
          closed_bot: number;
          closed_queue: number;
          reopened: number;
          queued: number;
          taken: number;
          transferred: number;
          returned: number;
          received: number;
          said_bot: number;
          said_human: number;
          bot_ms: number;
          queue_ms: number;
          human_ms: number;
          paused_ms: number;
        };
      };
      history: {
        place: number;
        last: number;
        done: boolean;
      };
    };
  };
  "GET /api/dashboard/monthly": {
    given: {
      query?: {
        zone?: string;
        area?: string;
        channel?: string;
      };
    };
    answer: {
      from: string;
      to: string;
      zone: string;
      items: {
        at: string;
        opened: number;
        closed: number;
        closed_bot: number;
        closed_queue: number;
        reopened: number;
        queued: number;
        taken: number;
        transferred: number;
        returned: number;
        received: number;
        said_bot: number;
        said_human: number;
        bot_ms: number;
        queue_ms: number;
        human_ms: number;
        paused_ms: number;
      }[];
    };
  };
  "GET /api/dashboard/summary": {
    given: {
      query?: {
        from?: string;
        to?: string;
        zone?: string;
        area?: string;
        channel?: string;
      };
    };
    answer: {
      from: string;
      to: string;
      zone: string;
      counts: {
        opened: number;
        closed: number;
        closed_bot: number;
        closed_queue: number;
        reopened: number;
        queued: number;
        taken: number;
        transferred: number;
        returned: number;
        received: number;
        said_bot: number;
        said_human: number;
        bot_ms: number;
        queue_ms: number;
        human_ms: number;
        paused_ms: number;
      };
      times: {
        response: {
          count: number;
          mean_ms: number | null;
          median_ms: number | null;
          p90_ms: number | null;
        };
        wait: {
          count: number;
          mean_ms: number | null;
          median_ms: number | null;
          p90_ms: number | null;
        };
        resolution: {
          count: number;
          mean_ms: number | null;
          median_ms: number | null;
          p90_ms: number | null;
        };
      };
    };
  };
  "GET /api/dashboard/timeline": {
    given: {
      query?: {
        from?: string;
        to?: string;
        zone?: string;
        area?: string;
        channel?: string;
        by?: "hour" | "day" | "month";
      };
    };
    answer: {
      from: string;
      to: string;
      zone: string;
      items: {
        at: string;
        opened: number;
        closed: number;
        closed_bot: number;
        closed_queue: number;
        reopened: number;
        queued: number;
        taken: number;
        transferred: number;
        returned: number;
        received: number;
        said_bot: number;
        said_human: number;
        bot_ms: number;
        queue_ms: number;
        human_ms: number;
        paused_ms: number;
      }[];
    };
  };
  "GET /api/flows": {
    given: {};
    answer: {
      items: {
        name: string;
        revision: string;
        format: string;
        published_at: number;
        running: number;
      }[];
    };
  };
  "GET /api/flows/{name}": {
    given: {
      params: {
        name: string;
      };
    };
    answer: {
      name: string;
      revision: string;
      format: string;
      published_at: number;
      running: number;
      text: string;
    };
  };
  "GET /api/hours/calendars": {
    given: {};
    answer: {
      items: ({
        id: number;
        name: string;
        zone: string;
        lang: "es" | "en";
        courtesy: string;
        general: boolean;
        windows: {
          id: number;
          start_time: string;
          end_time: string;
          days: number[];
          message: string;
        }[];
        holidays: {
          id: number;
          date: string;
          yearly: boolean;
          name: string;
        }[];
        exceptions: {
          id: number;
          date: string;
          name: string;
          windows: {
            start_time: string;
            end_time: string;
          }[];
        }[];
        areas: string[];
        text: string;
      })[];
    };
  };
  "POST /api/hours/calendars": {
    given: {
      body: {
        name: string;
        zone?: string;
        lang?: "es" | "en";
        courtesy?: string;
        general?: boolean;
        windows?: {
          start_time: string;
          end_time: string;
          days: number[];
          message?: string;
        }[];
        holidays?: {
          date: string;
          yearly?: boolean;
          name?: string;
        }[];
        exceptions?: {
          date: string;
          windows?: {
            start_time: string;
            end_time: string;
          }[];
          name?: string;
        }[];
        areas?: string[];
      };
    };
    answer: {
      id: number;
      name: string;
      zone: string;
      lang: "es" | "en";
      courtesy: string;
      general: boolean;
      windows: {
        id: number;
        start_time: string;
        end_time: string;
        days: number[];
        message: string;
      }[];
      holidays: {
        id: number;
        date: string;
        yearly: boolean;
        name: string;
      }[];
      exceptions: {
        id: number;
        date: string;
        name: string;
        windows: {
          start_time: string;
          end_time: string;
        }[];
      }[];
      areas: string[];
      text: string;
    };
  };
  "GET /api/hours/calendars/{id}": {
    given: {
      params: {
        id: number;
      };
    };
    answer: {
      id: number;
      name: string;
      zone: string;
      lang: "es" | "en";
      courtesy: string;
      general: boolean;
      windows: {
        id: number;
        start_time: string;
        end_time: string;
        days: number[];
        message: string;
      }[];
      holidays: {
        id: number;
        date: string;
        yearly: boolean;
        name: string;
      }[];
      exceptions: {
        id: number;
        date: string;
        name: string;
        windows: {
          start_time: string;
          end_time: string;
        }[];
      }[];
      areas: string[];
      text: string;
    };
  };
  "PATCH /api/hours/calendars/{id}": {
    given: {
      params: {
        id: number;
      };
      body: {
        name?: string;
        zone?: string;
        lang?: "es" | "en";
        courtesy?: string;
        general?: boolean;
        windows?: {
          start_time: string;
          end_time: string;
          days: number[];
          message?: string;
        }[];
        holidays?: {
          date: string;
          yearly?: boolean;
          name?: string;
        }[];
        exceptions?: {
          date: string;
          windows?: {
            start_time: string;
            end_time: string;
          }[];
          name?: string;
        }[];
        areas?: string[];
      };
    };
    answer: {
      id: number;
      name: string;
      zone: string;
      lang: "es" | "en";
      courtesy: string;
      general: boolean;
      windows: {
        id: number;
        start_time: string;
        end_time: string;
        days: number[];
        message: string;
      }[];
      holidays: {
        id: number;
        date: string;
        yearly: boolean;
        name: string;
      }[];
      exceptions: {
        id: number;
        date: string;
        name: string;
        windows: {
          start_time: string;
          end_time: string;
        }[];
      }[];
      areas: string[];
      text: string;
    };
  };
  "DELETE /api/hours/calendars/{id}": {
    given: {
      params: {
        id: number;
      };
    };
    answer: null;
  };
  "POST /api/hours/calendars/{id}/exceptions": {
    given: {
      params: {
        id: number;
      };
      body: {
        date: string;
        windows?: {
          start_time: string;
          end_time: string;
        }[];
        name?: string;
      };
    };
    answer: {
      id: number;
      name: string;
      zone: string;
      lang: "es" | "en";
      courtesy: string;
      general: boolean;
      windows: {
        id: number;
        start_time: string;
        end_time: string;
        days: number[];
        message: string;
      }[];
      holidays: {
        id: number;
        date: string;
        yearly: boolean;
        name: string;
      }[];
      exceptions: {
        id: number;
        date: string;
        name: string;
        windows: {
          start_time: string;
          end_time: string;
        }[];
      }[];
      areas: string[];
      text: string;
    };
  };
  "DELETE /api/hours/calendars/{id}/exceptions/{part}": {
    given: {
      params: {
        id: number;
        part: number;
      };
    };
    answer: null;
  };
  "POST /api/hours/calendars/{id}/holidays": {
    given: {
      params: {
        id: number;
      };
      body: {
        date: string;
        yearly?: boolean;
        name?: string;
      };
    };
    answer: {
      id: number;
      name: string;
      zone: string;
      lang: "es" | "en";
      courtesy: string;
      general: boolean;
      windows: {
        id: number;
        start_time: string;
        end_time: string;
        days: number[];
        message: string;
      }[];
      holidays: {
        id: number;
        date: string;
        yearly: boolean;
        name: string;
      }[];
      exceptions: {
        id: number;
        date: string;
        name: string;
        windows: {
          start_time: string;
          end_time: string;
        }[];
      }[];
      areas: string[];
      text: string;
    };
  };
  "DELETE /api/hours/calendars/{id}/holidays/{part}": {
    given: {
      params: {
        id: number;
        part: number;
      };
    };
    answer: null;
  };
  "GET /api/hours/check": {
    given: {
      query: {
        area: string;
        at?: string;
      };
    };
    answer: {
      area: string;
      calendar: number | null;
      zone: string;
      at: number;
      open: boolean;
      text: string;
      opens_at: number | null;
      next_opening: string;
      closes_at: number | null;
      courtesy: string;
    };
  };
  "GET /api/media": {
    given: {
      query?: {
        cursor?: string;
        limit?: number;
        kind?: "image" | "audio" | "video" | "file";
        conversation?: number;
        channel?: string;
      };
    };
    answer: {
      items: ({
        id: string;
        state: "pending" | "storing" | "stored" | "refused" | "gone";
        reason: string | null;
        direction: "in" | "out";
        kind: string;
        mime: string;
        name: string;
        size: number | null;
        width: number | null;
        height: number | null;
        duration: number | null;
        thumbnail: boolean;
        conversation: number | null;
        message: number | null;
        created_at: number | null;
        stored_at: number | null;
        expires_at: number | null;
        url: string;
      })[];
      next: string | null;
    };
  };
  "POST /api/media": {
    given: {
      query?: {
        name?: string;
        voice?: boolean;
      };
    };
    answer: {
      id: string;
      state: "pending" | "storing" | "stored" | "refused" | "gone";
      reason: string | null;
      direction: "in" | "out";
      kind: string;
      mime: string;
      name: string;
      size: number | null;
      width: number | null;
      height: number | null;
      duration: number | null;
      thumbnail: boolean;
      conversation: number | null;
      message: number | null;
      created_at: number | null;
      stored_at: number | null;
      expires_at: number | null;
      url: string;
    };
  };
  "GET /api/media/session/{channel}": {
    given: {
      params: {
        channel: string;
      };
      query?: {
        cursor?: string;
        limit?: number;
        kind?: "image" | "audio" | "video" | "file";
      };
    };
    answer: {
      items: ({
        id: string;
        state: "pending" | "storing" | "stored" | "refused" | "gone";
        reason: string | null;
        direction: "in" | "out";
        kind: string;
        mime: string;
        name: string;
        size: number | null;
        width: number | null;
        height: number | null;
        duration: number | null;
        thumbnail: boolean;
        conversation: number | null;
        message: number | null;
        created_at: number | null;
        stored_at: number | null;
        expires_at: number | null;
        url: string;
      })[];
      next: string | null;
    };
  };
  "GET /api/media/{file}": {
    given: {
      params: {
        file: string;
      };
    };
    answer: null;
  };
  "DELETE /api/media/{file}": {
    given: {
      params: {
        file: string;
      };
    };
    answer: null;
  };
  "GET /api/media/{file}/download": {
    given: {
      params: {
        file: string;
      };
    };
    answer: null;
  };
  "GET /api/media/{file}/info": {
    given: {
      params: {
        file: string;
      };
    };
    answer: {
      id: string;
      state: "pending" | "storing" | "stored" | "refused" | "gone";
      reason: string | null;
      direction: "in" | "out";
      kind: string;
      mime: string;
      name: string;
      size: number | null;
      width: number | null;
      height: number | null;
      duration: number | null;
      thumbnail: boolean;
      conversation: number | null;
      message: number | null;
      created_at: number | null;
      stored_at: number | null;
      expires_at: number | null;
      url: string;
    };
  };
  "GET /api/media/{file}/thumbnail": {
    given: {
      params: {
        file: string;
      };
    };
    answer: null;
  };
  "GET /api/mentions": {
    given: {
      query?: {
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      items: {
        id: number;
        conversation: number;
        note: number;
        author: number;
        name: string;
        text: string;
        seen: boolean;
        created_at: number;
      }[];
      next: string | null;
    };
  };
  "PUT /api/mentions/{id}/seen": {
    given: {
      params: {
        id: number;
      };
    };
    answer: null;
  };
  "GET /api/permissions": {
    given: {};
    answer: {
      items: {
        name: string;
        title: string;
      }[];
    };
  };
  "GET /api/quick-replies": {
    given: {
      query?: {
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      items: {
        id: number;
        shortcut: string;
        text: string;
        title: string;
        areas: string[];
      }[];
      next: string | null;
    };
  };
  "POST /api/quick-replies": {
    given: {
      body: {
        shortcut: string;
        text: string;
        title?: string;
        areas?: string[];
      };
    };
    answer: {
      id: number;
      shortcut: string;
      text: string;
      title: string;
      areas: string[];
    };
  };
  "GET /api/quick-replies/{id}": {
    given: {
      params: {
        id: number;
      };
    };
    answer: {
      id: number;
      shortcut: string;
      text: string;
      title: string;
      areas: string[];
    };
  };
  "PATCH /api/quick-replies/{id}": {
    given: {
      params: {
        id: number;
      };
      body: {
        shortcut?: string;
        text?: string;
        title?: string;
        areas?: string[];
      };
    };
    answer: {
      id: number;
      shortcut: string;
      text: string;
      title: string;
      areas: string[];
    };
  };
  "DELETE /api/quick-replies/{id}": {
    given: {
      params: {
        id: number;
      };
    };
    answer: null;
  };
  "GET /api/roles": {
    given: {};
    answer: {
      items: {
        id: number;
        name: string;
        permissions: string[];
        builtin: boolean;
      }[];
    };
  };
  "POST /api/roles": {
    given: {
      body: {
        name: string;
        permissions: string[];
      };
    };
    answer: {
      id: number;
      name: string;
      permissions: string[];
      builtin: boolean;
    };
  };
  "GET /api/roles/{id}": {
    given: {
      params: {
        id: number;
      };
    };
    answer: {
      id: number;
      name: string;
      permissions: string[];
      builtin: boolean;
    };
  };
  "PUT /api/roles/{id}": {
    given: {
      params: {
        id: number;
      };
      body: {
        permissions: string[];
      };
    };
    answer: {
      id: number;
      name: string;
      permissions: string[];
      builtin: boolean;
    };
  };
  "GET /api/routing/areas": {
    given: {};
    answer: {
      items: {
        id: number;
        area: string;
        said: {
          automatic?: boolean;
          strategy?: string;
          sticky_minutes?: number;
          skill_minutes?: number;
          max?: number;
          escalate_minutes?: number;
          escalate_to?: string;
          skills?: string[];
        };
        holds: {
          automatic: boolean;
          strategy: string;
          sticky_minutes: number;
          skill_minutes: number;
          max: number;
          escalate_minutes: number;
          escalate_to: string;
          skills: string[];
        };
      }[];
    };
  };
  "GET /api/routing/areas/{id}": {
    given: {
      params: {
        id: number;
      };
    };
    answer: {
      id: number;
      area: string;
      said: {
        automatic?: boolean;
        strategy?: string;
        sticky_minutes?: number;
        skill_minutes?: number;
        max?: number;
        escalate_minutes?: number;
        escalate_to?: string;
        skills?: string[];
      };
      holds: {
        automatic: boolean;
        strategy: string;
        sticky_minutes: number;
        skill_minutes: number;
        max: number;
        escalate_minutes: number;
        escalate_to: string;
        skills: string[];
      };
    };
  };
  "PUT /api/routing/areas/{id}": {
    given: {
      params: {
        id: number;
      };
      body: {
        automatic?: boolean;
        strategy?: string;
        sticky_minutes?: number;
        skill_minutes?: number;
        max?: number;
        escalate_minutes?: number;
        escalate_to?: string;
        skills?: string[];
      };
    };
    answer: {
      id: number;
      area: string;
      said: {
        automatic?: boolean;
        strategy?: string;
        sticky_minutes?: number;
        skill_minutes?: number;
        max?: number;
        escalate_minutes?: number;
        escalate_to?: string;
        skills?: string[];
      };
      holds: {
        automatic: boolean;
        strategy: string;
        sticky_minutes: number;
        skill_minutes: number;
        max: number;
        escalate_minutes: number;
        escalate_to: string;
        skills: string[];
      };
    };
  };
  "GET /api/routing/conversations/{id}/decisions": {
    given: {
      params: {
        id: number;
      };
    };
    answer: {
      items: ({
        id: number;
        kind: string;
        user: number | null;
        area: string;
        at: number;
        why: {
          by: string;
          strategy?: string;
          area?: string;
          user?: number | null;
          waited?: number;
          asked?: string[];
          team?: ({
            user: number;
            name: string;
            load: number;
            capacity: number;
            seen: number | null;
            state: string;
          })[];
          more?: number;
          to?: string;
          role?: string;
          name?: string;
          hops?: number;
        };
        text: string;
      })[];
    };
  };
  "POST /api/routing/explain": {
    given: {
      body: {
        conversation?: number;
        area?: string;
        tags?: string[];
      };
    };
    answer: {
      user: number | null;
      ahead: number;
      why: {
        by: string;
        strategy?: string;
        area?: string;
        user?: number | null;
        waited?: number;
        asked?: string[];
        team?: ({
          user: number;
          name: string;
          load: number;
          capacity: number;
          seen: number | null;
          state: string;
        })[];
        more?: number;
        to?: string;
        role?: string;
        name?: string;
        hops?: number;
      };
      text: string;
    };
  };
  "GET /api/routing/queue": {
    given: {};
    answer: {
      items: {
        area: string;
        waiting: number;
        since: number;
        waited: number;
        open: boolean;
        online: number;
        first: {
          conversation: number;
          since: number;
          waited: number;
          escalated: boolean;
          held: boolean;
        }[];
      }[];
    };
  };
  "GET /api/routing/users/{id}/skills": {
    given: {
      params: {
        id: number;
      };
    };
    answer: {
      skills: string[];
    };
  };
  "PUT /api/routing/users/{id}/skills": {
    given: {
      params: {
        id: number;
      };
      body: {
        skills: string[];
      };
    };
    answer: {
      skills: string[];
    };
  };
  "GET /api/search/contacts": {
    given: {
      query: {
        q: string;
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      items: {
        id: number;
        name: string;
        addresses: string[];
        created_at: number;
      }[];
      next: string | null;
    };
  };
  "GET /api/search/messages": {
    given: {
      query: {
        q: string;
        cursor?: string;
        limit?: number;
        channel?: string;
        area?: string;
        owner?: "bot" | "queue" | "human" | "paused";
        opened?: boolean;
        conversation?: number;
      };
    };
    answer: {
      items: ({
        id: number;
        conversation: number;
        contact: number;
        name: string;
        channel: string;
        direction: "in" | "out";
        author: "contact" | "bot" | "human";
        created_at: number;
        snippet: string;
        offset: number;
        hits: {
          start: number;
          end: number;
        }[];
      })[];
      next: string | null;
    };
  };
  "GET /api/tags": {
    given: {};
    answer: {
      items: {
        id: number;
        name: string;
        colour: string;
      }[];
    };
  };
  "POST /api/tags": {
    given: {
      body: {
        name: string;
        colour?: string;
      };
    };
    answer: {
      id: number;
      name: string;
      colour: string;
    };
  };
  "GET /api/tags/{id}": {
    given: {
      params: {
        id: number;
      };
    };
    answer: {
      id: number;
      name: string;
      colour: string;
    };
  };
  "PATCH /api/tags/{id}": {
    given: {
      params: {
        id: number;
      };
      body: {
        colour: string;
      };
    };
    answer: {
      id: number;
      name: string;
      colour: string;
    };
  };
  "DELETE /api/tags/{id}": {
    given: {
      params: {
        id: number;
      };
    };
    answer: null;
  };
  "GET /api/tokens": {
    given: {};
    answer: {
      items: ({
        id: number;
        name: string;
        scopes: string[];
        created_at: number;
        ends_at: number | null;
        used_at: number | null;
      })[];
    };
  };
  "POST /api/tokens": {
    given: {
      body: {
        name: string;
        scopes: string[];
        ends_at?: number | null;
      };
    };
    answer: {
      id: number;
      name: string;
      scopes: string[];
      created_at: number;
      ends_at: number | null;
      used_at: number | null;
      token: string;
    };
  };
  "DELETE /api/tokens/{id}": {
    given: {
      params: {
        id: number;
      };
    };
    answer: null;
  };
  "GET /api/unread": {
    given: {};
    answer: {
      mine: number;
      areas: {
        area: string;
        unread: number;
      }[];
    };
  };
  "GET /api/users": {
    given: {
      query?: {
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      items: ({
        id: number;
        username: string;
        email: string | null;
        name: string;
        role: string;
        active: boolean;
        locale: "es" | "en";
        presence: "available" | "away" | "offline";
        capacity: number;
        created_at: number;
        updated_at: number;
        login_at: number | null;
      })[];
      next: string | null;
    };
  };
  "POST /api/users": {
    given: {
      body: {
        username: string;
        password: string;
        role: string;
        email?: string | null;
        name?: string;
        locale?: "es" | "en";
        capacity?: number;
      };
    };
    answer: {
      id: number;
      username: string;
      email: string | null;
      name: string;
      role: string;
      active: boolean;
      locale: "es" | "en";
      presence: "available" | "away" | "offline";
      capacity: number;
      created_at: number;
      updated_at: number;
      login_at: number | null;
    };
  };
  "GET /api/users/{id}": {
    given: {
      params: {
        id: number;
      };
    };
    answer: {
      id: number;
      username: string;
      email: string | null;
      name: string;
      role: string;
      active: boolean;
      locale: "es" | "en";
      presence: "available" | "away" | "offline";
      capacity: number;
      created_at: number;
      updated_at: number;
      login_at: number | null;
    };
  };
  "PUT /api/users/{id}": {
    given: {
      params: {
        id: number;
      };
      body: {
        email: string | null;
        name: string;
        role: string;
        locale: "es" | "en";
        capacity: number;
      };
    };
    answer: {
      id: number;
      username: string;
      email: string | null;
      name: string;
      role: string;
      active: boolean;
      locale: "es" | "en";
      presence: "available" | "away" | "offline";
      capacity: number;
      created_at: number;
      updated_at: number;
      login_at: number | null;
    };
  };
  "PATCH /api/users/{id}": {
    given: {
      params: {
        id: number;
      };
      body: {
        active: boolean;
      };
    };
    answer: {
      id: number;
      username: string;
      email: string | null;
      name: string;
      role: string;
      active: boolean;
      locale: "es" | "en";
      presence: "available" | "away" | "offline";
      capacity: number;
      created_at: number;
      updated_at: number;
      login_at: number | null;
    };
  };
  "DELETE /api/users/{id}": {
    given: {
      params: {
        id: number;
      };
    };
    answer: null;
  };
  "GET /api/working-hours": {
    given: {
      query?: {
        area?: string;
      };
    };
    answer: {
      items: {
        id: number;
        calendar: number;
        areas: string[];
        start_time: string;
        end_time: string;
        days: number[];
        message: string;
      }[];
    };
  };
  "POST /api/working-hours": {
    given: {
      body: {
        area: string;
        start_time: string;
        end_time: string;
        days: number[];
        message?: string;
      };
    };
    answer: {
      id: number;
      calendar: number;
      areas: string[];
      start_time: string;
      end_time: string;
      days: number[];
      message: string;
    };
  };
  "GET /api/working-hours/{id}": {
    given: {
      params: {
        id: number;
      };
    };
    answer: {
      id: number;
      calendar: number;
      areas: string[];
      start_time: string;
      end_time: string;
      days: number[];
      message: string;
    };
  };
  "PATCH /api/working-hours/{id}": {
    given: {
      params: {
        id: number;
      };
      body: {
        start_time?: string;
        end_time?: string;
        days?: number[];
        message?: string;
      };
    };
    answer: {
      id: number;
      calendar: number;
      areas: string[];
      start_time: string;
      end_time: string;
      days: number[];
      message: string;
    };
  };
  "DELETE /api/working-hours/{id}": {
    given: {
      params: {
        id: number;
      };
    };
    answer: null;
  };
}

export type ProblemCode =
  | "bad_request"
  | "bad_json"
  | "bad_encoding"
  | "bad_compression"
  | "token_in_address"
  | "unauthenticated"
  | "wrong_login"
  | "forbidden"
  | "cross_site"
  | "not_found"
  | "method_not_allowed"
  | "too_slow"
  | "conflict"
  | "window_closed"
  | "key_in_use"
  | "already_done"
  | "changed"
  | "too_large"
  | "address_too_long"
  | "not_json"
  | "no_such_range"
  | "invalid"
  | "key_reused"
  | "unconditional"
  | "too_many"
  | "internal"
  | "unavailable";

export type Permission =
  | "account.self"
  | "conversations.read"
  | "conversations.all"
  | "conversations.write"
  | "conversations.assign"
  | "tags.manage"
  | "quick_replies.manage"
  | "contacts.read"
  | "contacts.write"
  | "contacts.import"
  | "areas.read"
  | "areas.manage"
  | "users.read"
  | "users.manage"
  | "roles.manage"
  | "tokens.own"
  | "flows.read"
  | "flows.write"
  | "bot.manage"
  | "channels.read"
  | "channels.manage"
  | "dashboard.read"
  | "audit.read"
  | "settings.manage"
  | "media.manage"
  | "auto_close.read"
  | "hours.read"
  | "hours.manage"
  | "routing.read"
  | "routing.manage"
  | "contacts.merge"
  | "contacts.delete"
  | "contacts.export"
  | "contacts.fields";

/** The names under which events of the log are told. */
export const EVENTS = ["conversation:closed", "conversation:incoming", "conversation:left", "conversation:update", "message:new", "user:presence"] as const;
