// Made by `cauce types`: do not edit it by hand.

export interface Api {
  "POST /api/admin/users/{id}/reset-password": {
    params: {
      id: number;
    };
    query: Record<string, never>;
    body: null;
    answer: {
      password: string;
    };
  };
  "POST /api/admin/users/{id}/reset-token": {
    params: {
      id: number;
    };
    query: Record<string, never>;
    body: null;
    answer: {
      token: string;
      ends_at: number;
    };
  };
  "GET /api/areas": {
    params: Record<string, never>;
    query: Record<string, never>;
    body: null;
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
    params: Record<string, never>;
    query: Record<string, never>;
    body: {
      name: string;
      description?: string;
      active?: boolean;
      colour?: string;
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
    params: {
      id: number;
    };
    query: Record<string, never>;
    body: null;
    answer: {
      id: number;
      name: string;
      description: string;
      active: boolean;
      colour: string;
    };
  };
  "PUT /api/areas/{id}": {
    params: {
      id: number;
    };
    query: Record<string, never>;
    body: {
      description: string;
      active: boolean;
      colour: string;
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
    params: {
      id: number;
    };
    query: Record<string, never>;
    body: null;
    answer: {
      items: number[];
    };
  };
  "PUT /api/areas/{id}/members/{user}": {
    params: {
      id: number;
      user: number;
    };
    query: Record<string, never>;
    body: null;
    answer: null;
  };
  "DELETE /api/areas/{id}/members/{user}": {
    params: {
      id: number;
      user: number;
    };
    query: Record<string, never>;
    body: null;
    answer: null;
  };
  "GET /api/audit": {
    params: Record<string, never>;
    query: {
      cursor?: string;
      limit?: number;
      user?: number;
      object?: string;
      action?: string;
    };
    body: null;
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
    params: Record<string, never>;
    query: Record<string, never>;
    body: {
      current: string;
      password: string;
    };
    answer: null;
  };
  "POST /api/auth/login": {
    params: Record<string, never>;
    query: Record<string, never>;
    body: {
      account: string;
      password: string;
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
    params: Record<string, never>;
    query: Record<string, never>;
    body: null;
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
    params: {
      id: number;
    };
    query: Record<string, never>;
    body: null;
    answer: null;
  };
  "POST /api/auth/logout": {
    params: Record<string, never>;
    query: Record<string, never>;
    body: null;
    answer: null;
  };
  "GET /api/auth/me": {
    params: Record<string, never>;
    query: Record<string, never>;
    body: null;
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
    params: Record<string, never>;
    query: Record<string, never>;
    body: {
      presence: "available" | "away" | "offline";
    };
    answer: null;
  };
  "POST /api/auth/reset": {
    params: Record<string, never>;
    query: Record<string, never>;
    body: {
      token: string;
      password: string;
    };
    answer: null;
  };
  "PATCH /api/bot/metadata": {
    params: Record<string, never>;
    query: Record<string, never>;
    body: {
      name?: string;
      phone?: string;
    };
    answer: {
      state: "running" | "paused" | "stopped";
      since: number;
      name: string;
      phone: string;
    };
  };
  "POST /api/bot/pause": {
    params: Record<string, never>;
    query: Record<string, never>;
    body: null;
    answer: {
      state: "running" | "paused" | "stopped";
      since: number;
      name: string;
      phone: string;
    };
  };
  "POST /api/bot/start": {
    params: Record<string, never>;
    query: Record<string, never>;
    body: null;
    answer: {
      state: "running" | "paused" | "stopped";
      since: number;
      name: string;
      phone: string;
    };
  };
  "GET /api/bot/status": {
    params: Record<string, never>;
    query: Record<string, never>;
    body: null;
    answer: {
      state: "running" | "paused" | "stopped";
      since: number;
      name: string;
      phone: string;
    };
  };
  "POST /api/bot/stop": {
    params: Record<string, never>;
    query: Record<string, never>;
    body: null;
    answer: {
      state: "running" | "paused" | "stopped";
      since: number;
      name: string;
      phone: string;
    };
  };
  "GET /api/channels": {
    params: Record<string, never>;
    query: Record<string, never>;
    body: null;
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
    params: Record<string, never>;
    query: {
      cursor?: string;
      limit?: number;
    };
    body: null;
    answer: {
      items: {
        id: number;
        name: string;
        fields: Record<string, unknown>;
        created_at: number;
        updated_at: number;
      }[];
      next: string | null;
    };
  };
  "GET /api/contacts/{id}": {
    params: {
      id: number;
    };
    query: Record<string, never>;
    body: null;
    answer: {
      id: number;
      name: string;
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
    params: {
      id: number;
    };
    query: Record<string, never>;
    body: {
      name?: string;
      fields?: Record<string, unknown>;
    };
    answer: {
      id: number;
      name: string;
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
    params: Record<string, never>;
    query: {
      cursor?: string;
      limit?: number;
      owner?: "bot" | "queue" | "human" | "paused";
      area?: string;
      assignee?: "me";
      opened?: boolean;
    };
    body: null;
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
    params: {
      id: number;
    };
    query: Record<string, never>;
    body: null;
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
    params: {
      id: number;
    };
    query: Record<string, never>;
    body: {
      user: number;
      reason?: string;
      note?: string;
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
    params: {
      id: number;
    };
    query: Record<string, never>;
    body: {
      reason: string;
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
    params: {
      id: number;
    };
    query: Record<string, never>;
    body: null;
    answer: {
      text: string;
      revision: number;
      updated_at: number | null;
    };
  };
  "PUT /api/conversations/{id}/draft": {
    params: {
      id: number;
    };
    query: Record<string, never>;
    body: {
      text: string;
    };
    answer: {
      text: string;
      revision: number;
      updated_at: number | null;
    };
  };
  "DELETE /api/conversations/{id}/draft": {
    params: {
      id: number;
    };
    query: Record<string, never>;
    body: null;
    answer: null;
  };
  "GET /api/conversations/{id}/events": {
    params: {
      id: number;
    };
    query: {
      cursor?: string;
      limit?: number;
    };
    body: null;
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
    params: {
      id: number;
    };
    query: {
      cursor?: string;
      limit?: number;
      order?: "newest" | "oldest";
    };
    body: null;
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
    params: {
      id: number;
    };
    query: Record<string, never>;
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
    answer: {
      id: number;
      text: string;
      created_at: number;
    };
  };
  "POST /api/conversations/{id}/messages/{message}/forward": {
    params: {
      id: number;
      message: number;
    };
    query: Record<string, never>;
    body: {
      conversations: number[];
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
    params: {
      id: number;
      message: number;
    };
    query: Record<string, never>;
    body: {
      emoji: string;
    };
    answer: null;
  };
  "DELETE /api/conversations/{id}/messages/{message}/reaction": {
    params: {
      id: number;
      message: number;
    };
    query: Record<string, never>;
    body: null;
    answer: null;
  };
  "GET /api/conversations/{id}/notes": {
    params: {
      id: number;
    };
    query: {
      cursor?: string;
      limit?: number;
    };
    body: null;
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
    params: {
      id: number;
    };
    query: Record<string, never>;
    body: {
      text: string;
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
    params: {
      id: number;
      note: number;
    };
    query: Record<string, never>;
    body: null;
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
    params: {
      id: number;
      note: number;
    };
    query: Record<string, never>;
    body: {
      text: string;
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
    params: {
      id: number;
      note: number;
    };
    query: Record<string, never>;
    body: null;
    answer: null;
  };
  "GET /api/conversations/{id}/pins": {
    params: {
      id: number;
    };
    query: Record<string, never>;
    body: null;
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
    params: {
      id: number;
      message: number;
    };
    query: Record<string, never>;
    body: null;
    answer: null;
  };
  "DELETE /api/conversations/{id}/pins/{message}": {
    params: {
      id: number;
      message: number;
    };
    query: Record<string, never>;
    body: null;
    answer: null;
  };
  "GET /api/conversations/{id}/quick-replies/{reply}": {
    params: {
      id: number;
      reply: number;
    };
    query: Record<string, never>;
    body: null;
    answer: {
      text: string;
      unknown: string[];
    };
  };
  "PUT /api/conversations/{id}/read": {
    params: {
      id: number;
    };
    query: Record<string, never>;
    body: {
      message: number;
    };
    answer: {
      message: number;
      unread: number;
    };
  };
  "POST /api/conversations/{id}/reopen": {
    params: {
      id: number;
    };
    query: Record<string, never>;
    body: {
      reason?: string;
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
    params: {
      id: number;
    };
    query: Record<string, never>;
    body: {
      reason?: string;
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
    params: {
      id: number;
    };
    query: {
      cursor?: string;
      limit?: number;
    };
    body: null;
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
    params: {
      id: number;
    };
    query: Record<string, never>;
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
    params: {
      id: number;
      scheduled: number;
    };
    query: Record<string, never>;
    body: null;
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
    params: {
      id: number;
      scheduled: number;
    };
    query: Record<string, never>;
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
    params: {
      id: number;
      scheduled: number;
    };
    query: Record<string, never>;
    body: null;
    answer: null;
  };
  "PATCH /api/conversations/{id}/tags": {
    params: {
      id: number;
    };
    query: Record<string, never>;
    body: {
      add?: string[];
      remove?: string[];
    };
    answer: {
      tags: string[];
    };
  };
  "POST /api/conversations/{id}/take": {
    params: {
      id: number;
    };
    query: Record<string, never>;
    body: {
      takeover?: boolean;
      reason?: string;
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
    params: {
      id: number;
    };
    query: Record<string, never>;
    body: {
      reason: string;
      user?: number;
      area?: string;
      note?: string;
    };
    answer: {
      id: number;
      opened: boolean;
      owner: "bot" | "queue" | "human" | "paused";
      area: string | null;
      assignee: number | null;
    };
  };
  "GET /api/flows": {
    params: Record<string, never>;
    query: Record<string, never>;
    body: null;
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
    params: {
      name: string;
    };
    query: Record<string, never>;
    body: null;
    answer: {
      name: string;
      revision: string;
      format: string;
      published_at: number;
      running: number;
      text: string;
    };
  };
  "GET /api/mentions": {
    params: Record<string, never>;
    query: {
      cursor?: string;
      limit?: number;
    };
    body: null;
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
    params: {
      id: number;
    };
    query: Record<string, never>;
    body: null;
    answer: null;
  };
  "GET /api/permissions": {
    params: Record<string, never>;
    query: Record<string, never>;
    body: null;
    answer: {
      items: {
        name: string;
        title: string;
      }[];
    };
  };
  "GET /api/quick-replies": {
    params: Record<string, never>;
    query: {
      cursor?: string;
      limit?: number;
    };
    body: null;
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
    params: Record<string, never>;
    query: Record<string, never>;
    body: {
      shortcut: string;
      text: string;
      title?: string;
      areas?: string[];
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
    params: {
      id: number;
    };
    query: Record<string, never>;
    body: null;
    answer: {
      id: number;
      shortcut: string;
      text: string;
      title: string;
      areas: string[];
    };
  };
  "PATCH /api/quick-replies/{id}": {
    params: {
      id: number;
    };
    query: Record<string, never>;
    body: {
      shortcut?: string;
      text?: string;
      title?: string;
      areas?: string[];
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
    params: {
      id: number;
    };
    query: Record<string, never>;
    body: null;
    answer: null;
  };
  "GET /api/roles": {
    params: Record<string, never>;
    query: Record<string, never>;
    body: null;
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
    params: Record<string, never>;
    query: Record<string, never>;
    body: {
      name: string;
      permissions: string[];
    };
    answer: {
      id: number;
      name: string;
      permissions: string[];
      builtin: boolean;
    };
  };
  "GET /api/roles/{id}": {
    params: {
      id: number;
    };
    query: Record<string, never>;
    body: null;
    answer: {
      id: number;
      name: string;
      permissions: string[];
      builtin: boolean;
    };
  };
  "PUT /api/roles/{id}": {
    params: {
      id: number;
    };
    query: Record<string, never>;
    body: {
      permissions: string[];
    };
    answer: {
      id: number;
      name: string;
      permissions: string[];
      builtin: boolean;
    };
  };
  "GET /api/search/contacts": {
    params: Record<string, never>;
    query: {
      q: string;
      cursor?: string;
      limit?: number;
    };
    body: null;
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
    params: Record<string, never>;
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
    body: null;
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
    params: Record<string, never>;
    query: Record<string, never>;
    body: null;
    answer: {
      items: {
        id: number;
        name: string;
        colour: string;
      }[];
    };
  };
  "POST /api/tags": {
    params: Record<string, never>;
    query: Record<string, never>;
    body: {
      name: string;
      colour?: string;
    };
    answer: {
      id: number;
      name: string;
      colour: string;
    };
  };
  "GET /api/tags/{id}": {
    params: {
      id: number;
    };
    query: Record<string, never>;
    body: null;
    answer: {
      id: number;
      name: string;
      colour: string;
    };
  };
  "PATCH /api/tags/{id}": {
    params: {
      id: number;
    };
    query: Record<string, never>;
    body: {
      colour: string;
    };
    answer: {
      id: number;
      name: string;
      colour: string;
    };
  };
  "DELETE /api/tags/{id}": {
    params: {
      id: number;
    };
    query: Record<string, never>;
    body: null;
    answer: null;
  };
  "GET /api/tokens": {
    params: Record<string, never>;
    query: Record<string, never>;
    body: null;
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
    params: Record<string, never>;
    query: Record<string, never>;
    body: {
      name: string;
      scopes: string[];
      ends_at?: number | null;
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
    params: {
      id: number;
    };
    query: Record<string, never>;
    body: null;
    answer: null;
  };
  "GET /api/unread": {
    params: Record<string, never>;
    query: Record<string, never>;
    body: null;
    answer: {
      mine: number;
      areas: {
        area: string;
        unread: number;
      }[];
    };
  };
  "GET /api/users": {
    params: Record<string, never>;
    query: {
      cursor?: string;
      limit?: number;
    };
    body: null;
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
    params: Record<string, never>;
    query: Record<string, never>;
    body: {
      username: string;
      password: string;
      role: string;
      email?: string | null;
      name?: string;
      locale?: "es" | "en";
      capacity?: number;
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
    params: {
      id: number;
    };
    query: Record<string, never>;
    body: null;
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
    params: {
      id: number;
    };
    query: Record<string, never>;
    body: {
      email: string | null;
      name: string;
      role: string;
      locale: "es" | "en";
      capacity: number;
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
    params: {
      id: number;
    };
    query: Record<string, never>;
    body: {
      active: boolean;
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
    params: {
      id: number;
    };
    query: Record<string, never>;
    body: null;
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
  | "settings.manage";

/** The names under which events of the log are told. */
export const EVENTS = ["conversation:closed", "conversation:incoming", "conversation:left", "conversation:update", "message:new", "user:presence"] as const;
