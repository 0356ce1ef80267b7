/** What is one's own: presence, theme, language, keys, and the way out. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Keyboard, LogOut, UserRound } from "lucide-react";
import { call } from "../api/client";
import { users } from "../api/queries";
import { useLanguage, useProblemWords, useWords } from "../i18n/words";
import { shelf } from "../outbox/shelf";
import { useTheme } from "../theme/theme";
import { Avatar } from "../ui/avatar";
import { classes } from "../ui/classes";
import { Menu, MenuChoice, MenuLine, MenuRow, MenuTitle } from "../ui/menu";
import { toast } from "../ui/toast";
import { useHelp } from "./keys";
import { useMe } from "./session";

const LIGHTS = { available: "bg-[#31c48d]", away: "bg-[#f2b84b]", offline: "bg-[#9aa5b1]" } as const;
type Presence = keyof typeof LIGHTS;

export function MyMenu() {
  const words = useWords();
  const me = useMe();
  const navigate = useNavigate();
  const { theme, choose: chooseTheme } = useTheme();
  const { language, choose: chooseLanguage } = useLanguage();
  const [presence, choosePresence] = usePresence();

  return (
    <Menu
      label={words.myMenu}
      trigger={
        <button type="button" aria-label={words.myMenuOf(me.name || me.username)} className="relative my-1 flex size-11 items-center justify-center rounded-md">
          <Avatar name={me.name || me.username} seed={me.id} small />
          <span className={classes("absolute right-1 bottom-1 size-3 rounded-full border-2 border-rail", LIGHTS[presence])} />
        </button>
      }
    >
      <MenuTitle>{me.name || me.username}</MenuTitle>
      <MenuChoice
        value={presence}
        onChoose={choosePresence}
        options={[["available", words.available], ["away", words.away], ["offline", words.absent]]}
      />
      <MenuLine />
      <MenuTitle>{words.theme}</MenuTitle>
      <MenuChoice
        value={theme}
        onChoose={chooseTheme}
        options={[["system", words.themeSystem], ["light", words.themeLight], ["dark", words.themeDark]]}
      />
      <MenuLine />
      <MenuTitle>{words.language}</MenuTitle>
      <MenuChoice value={language} onChoose={chooseLanguage} options={[["es", words.spanish], ["en", words.english]]} />
      <MenuLine />
      <MenuRow icon={UserRound} onPick={() => void navigate({ to: "/me" })}>
        {words.profile}
      </MenuRow>
      <MenuRow icon={Keyboard} keys="?" onPick={() => useHelp.setState({ open: true })}>
        {words.shortcuts}
      </MenuRow>
      <MenuRow icon={LogOut} onPick={() => void leave()}>
        {words.logOut}
      </MenuRow>
    </Menu>
  );
}

/** Logs out and leaves nothing behind in this browser but how it looks. */
async function leave(): Promise<void> {
  await call("POST /api/auth/logout", {}).catch(() => {});
  await shelf.empty();
  localStorage.removeItem("cauce.drafts");
  location.assign("/login");
}

function usePresence(): [Presence, (presence: Presence) => void] {
  const me = useMe();
  const client = useQueryClient();
  const told = useProblemWords();
  const mine = useQuery({ ...users, enabled: me.permissions.includes("users.read") }).data?.find(({ id }) => id === me.id);
  const { mutate } = useMutation({
    mutationFn: (presence: Presence) => call("PUT /api/auth/presence", { body: { presence } }),
    onSettled: () => client.invalidateQueries({ queryKey: users.queryKey }),
    onError: (error) => toast(told(error), true),
  });
  return [mine?.presence ?? "offline", mutate];
}
