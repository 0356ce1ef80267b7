/** Beside the thread: who it is, how they are reached, what is kept of them, and the tags of the conversation. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Pencil, X } from "lucide-react";
import { lazy, Suspense, useState, type ReactNode } from "react";
import { contact, type Conversation } from "../api/queries";
import { useMay } from "../app/session";
import { full } from "../i18n/dates";
import { useLanguage, useWords } from "../i18n/words";
import { Avatar } from "../ui/avatar";
import { IconButton } from "../ui/icon-button";
import { Failed } from "../ui/states";
import { Tags } from "./tags";

const ContactForm = lazy(async () => ({ default: (await import("./contact-form")).ContactForm }));

export function Context({ found, onClose }: { found: Conversation; onClose: () => void }) {
  const words = useWords();
  const language = useLanguage((state) => state.language);
  return (
    <aside
      aria-label={words.contextPane}
      className="flex h-full w-[320px] shrink-0 flex-col overflow-y-auto border-l border-line bg-surface max-full:absolute max-full:inset-y-0 max-full:right-0 max-full:z-10 max-full:max-w-full max-full:shadow-2xl"
    >
      <div className="flex items-center justify-between px-4 pt-3">
        <h2 className="font-semibold">{words.contactCard}</h2>
        <IconButton icon={X} name={words.close} onClick={onClose} />
      </div>
      <ContactCard found={found} />
      <Part title={words.tags}>
        <Tags found={found} />
      </Part>
      {found.note && (
        <Part title={words.handOver}>
          <p className="rounded-md bg-note p-2 whitespace-pre-wrap">{found.note}</p>
        </Part>
      )}
      <Part title={words.conversation}>
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
          <Row name={words.number}>{found.id}</Row>
          <Row name={words.channel}>{found.channel}</Row>
          {found.area && <Row name={words.area}>{found.area}</Row>}
          <Row name={words.openedAt}>{full(language, found.opened_at)}</Row>
          {found.closed_at && <Row name={words.closedAt}>{full(language, found.closed_at)}</Row>}
          {found.reason && <Row name={words.reason}>{words.reasons[found.reason] ?? found.reason}</Row>}
        </dl>
      </Part>
    </aside>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="border-t border-line px-4 py-3">
      <h3 className="mb-2 text-xs font-semibold tracking-wide text-muted uppercase">{title}</h3>
      {children}
    </section>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}

function ContactCard({ found }: { found: Conversation }) {
  const words = useWords();
  const may = useMay();
  const client = useQueryClient();
  const query = useQuery({ ...contact(found.contact), enabled: may("contacts.read") });
  const [editing, setEditing] = useState(false);
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />;
  const card = query.data?.value;
  const name = card?.name || found.name || words.nameless(found.contact);
  return (
    <div className="px-4 pb-4">
      <div className="flex flex-col items-center gap-2 py-3 text-center">
        <Avatar name={name} seed={found.contact} />
        <p className="flex items-center gap-1 text-lg font-semibold break-words">
          {name}
          {may("contacts.write") && card && <IconButton icon={Pencil} name={words.editContact} size={15} onClick={() => setEditing(true)} className="size-7" />}
        </p>
      </div>
      {card && (
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
          {card.identities.map((one) => (
            <Row key={`${one.channel}${one.value}`} name={one.channel}>
              {one.kind === "visitor" ? words.visitor : one.value}
            </Row>
          ))}
          {Object.entries(card.fields).map(([field, value]) => (
            <Row key={field} name={field}>
              {typeof value === "string" ? value : JSON.stringify(value)}
            </Row>
          ))}
        </dl>
      )}
      {editing && query.data && (
        <Suspense>
          <ContactForm
            id={found.contact}
            seen={query.data}
            onClose={() => {
              setEditing(false);
              void client.invalidateQueries({ queryKey: contact(found.contact).queryKey });
              void client.invalidateQueries({ queryKey: ["conversation", found.id] });
              void client.invalidateQueries({ queryKey: ["list"] });
            }}
          />
        </Suspense>
      )}
    </div>
  );
}
