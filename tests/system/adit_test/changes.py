# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything that can be changed over the bus and is kept, as random edits, and a model of what is
kept when they have been answered."""

import copy
import random
from dataclasses import dataclass

from gi.repository import GLib

from adit_test.bus import ACCESS_INTERFACE, ENGINE_INTERFACE, RULES_INTERFACE, USERS_INTERFACE

HASH = '$2y$05$abcdefghijklmnopqrstuu5s8Ntp8NYJmCWvb1BVNIPf2MKPRVtTK'
LIMITS = {'rate': 't', 'quota': 't', 'quota-period': 's', 'quota-end': 's', 'tunnels': 'u'}
NO_LIMITS = {'rate': 0, 'quota': 0, 'quota-period': 'month', 'quota-end': 'refuse', 'tunnels': 0}
USERS_MAX, RULES_MAX, LISTENERS_MAX = 8, 12, 5


@dataclass(frozen=True)
class Secret:
    """What somebody signs in with: a password, or a hash that came from elsewhere."""
    password: str = ''
    hash: str = ''


@dataclass
class Edit:
    interface: str
    method: str
    arguments: GLib.Variant
    after: dict  # the state once it has been answered


def new_user(expires='', secret=None):
    """`limits` None: those of all."""
    return {'enabled': True, 'expires': expires, 'limits': None, 'secret': secret}


def new_state(listener, first_user):
    """Where the first rule, and no edit, lets the first user through."""
    return {'users': {first_user: new_user()},
            'limits': dict(NO_LIMITS),
            'rules': [f'allow user {first_user}'], 'default': 'allow',
            'access': {'SignIn': 'always', 'Schemes': 'basic', 'PlainBasic': True},
            'listeners': {listener: (True, 'both')}}


def limits_of(details):
    return {key: details[key] for key in LIMITS} if details['own-limits'] else None


def observe(bus):
    """The same of a running engine, where `secret` is the hash in the file."""
    rows, = bus.call(USERS_INTERFACE, 'List')
    lines = bus.call(USERS_INTERFACE, 'Export')[0].splitlines()
    hashes = dict(line.split(':', 1) for line in lines)
    users = {name: {'enabled': enabled, 'expires': expires,
                    'limits': limits_of(details), 'secret': hashes.get(name)}
             for name, enabled, _, expires, details in rows}
    get = lambda interface, name: bus.call(
        'org.freedesktop.DBus.Properties', 'Get', GLib.Variant('(ss)', (interface, name)))[0]
    return {'users': users,
            'limits': {key: get(USERS_INTERFACE, 'Limits')[key] for key in LIMITS},
            'rules': [text for _, _, text, _ in get(RULES_INTERFACE, 'Rules')],
            'default': get(RULES_INTERFACE, 'Default'),
            'access': {name: get(ACCESS_INTERFACE, name)
                       for name in ('SignIn', 'Schemes', 'PlainBasic')},
            'listeners': {row[0]: (row[1], row[5]) for row in get(ENGINE_INTERFACE, 'Listeners')}}


def limit_variants(limits):
    return {key: GLib.Variant(LIMITS[key], value) for key, value in limits.items()}


class Changes:
    """Makes edits, each of another state and with another effect. What `fixed` names is left
    alone: a user and a listener."""

    def __init__(self, seed, *fixed):
        self._random = random.Random(seed)
        self._fixed = fixed
        self._count = 0
        self._kinds = (self._add_user, self._add_user, self._import_users, self._remove_user,
                       self._set_password, self._enable_user, self._limit_user, self._limit_all,
                       self._insert_rule, self._insert_rule, self._remove_rule, self._replace_rule,
                       self._move_rule, self._set_default, self._set_text, self._set_access,
                       self._add_listener, self._remove_listener, self._encrypt_listener,
                       self._enable_listener, self._move_listener)

    def next(self, state):
        """One that is possible in this state."""
        while True:
            after = copy.deepcopy(state)
            told = self._random.choice(self._kinds)(after)
            if told and after != state:
                interface, method, kind, arguments = told
                return Edit(interface, method, GLib.Variant(kind, arguments), after)

    def _new_number(self):
        self._count += 1
        return self._count

    def _choose(self, names):
        names = [name for name in names if name not in self._fixed]
        return self._random.choice(names) if names else None

    # ---- Users ----

    def _add_user(self, state):
        if len(state['users']) >= USERS_MAX:
            return None
        name = f'user{self._new_number()}'
        secret = Secret(f'p:ä {self._count}') if self._random.random() < 0.3 else None
        expires = self._random.choice(('', '2037-12-31'))
        options = {'expires': GLib.Variant('s', expires)}
        if secret:
            options['password'] = GLib.Variant('s', secret.password)
        state['users'][name] = new_user(expires, secret)
        return USERS_INTERFACE, 'Add', '(sa{sv})', (name, options)

    def _import_users(self, state):
        """Several at once: all of them or none."""
        if len(state['users']) > USERS_MAX - 3:
            return None
        names = [f'user{self._new_number()}' for _ in range(3)]
        for name in names:
            state['users'][name] = new_user(secret=Secret(hash=HASH))
        return USERS_INTERFACE, 'Import', '(s)', (''.join(f'{name}:{HASH}\n' for name in names),)

    def _remove_user(self, state):
        name = self._choose(state['users'])
        state['users'].pop(name, None)
        return name and (USERS_INTERFACE, 'Remove', '(s)', (name,))

    def _set_password(self, state):
        name = self._choose(state['users'])
        if not name:
            return None
        secret = Secret(f'p:ä {self._new_number()}')
        state['users'][name]['secret'] = secret
        return USERS_INTERFACE, 'SetPassword', '(ss)', (name, secret.password)

    def _enable_user(self, state):
        name = self._choose(state['users'])
        if not name:
            return None
        user = state['users'][name]
        user['enabled'] = not user['enabled']
        return USERS_INTERFACE, 'SetEnabled', '(sb)', (name, user['enabled'])

    def _limit_user(self, state):
        name = self._choose(state['users'])
        if not name:
            return None
        limits = state['users'][name]['limits'] = self._new_limits()
        return USERS_INTERFACE, 'SetOptions', '(sa{sv})', (name, limit_variants(limits))

    def _limit_all(self, state):
        """Too much for the fixed user's traffic to notice."""
        state['limits'] = self._new_limits()
        return USERS_INTERFACE, 'SetLimits', '(a{sv})', (limit_variants(state['limits']),)

    def _new_limits(self):
        return {'rate': self._random.randrange(10**8, 10**9),
                'quota': self._random.randrange(10**11, 10**12),
                'quota-period': self._random.choice(('day', 'month')),
                'quota-end': self._random.choice(('refuse', 'end')),
                'tunnels': self._random.randrange(10, 1000)}

    # ---- Rules ----

    def _new_rule(self):
        number = self._new_number()
        return self._random.choice((f'deny host host{number}.example', f'allow port {number}',
                                    f'deny address 10.{number % 256}.0.0/16 user user{number}'))

    def _rule_index(self, state):
        """None but the first stays as it is."""
        n_rules = len(state['rules'])
        return self._random.randrange(1, n_rules) if n_rules > 1 else None

    def _insert_rule(self, state):
        if len(state['rules']) >= RULES_MAX:
            return None
        index = self._random.randrange(1, len(state['rules']) + 1)
        state['rules'].insert(index, self._new_rule())
        return RULES_INTERFACE, 'Insert', '(us)', (index + 1, state['rules'][index])

    def _remove_rule(self, state):
        index = self._rule_index(state)
        if index is None:
            return None
        state['rules'].pop(index)
        return RULES_INTERFACE, 'Remove', '(u)', (index + 1,)

    def _replace_rule(self, state):
        index = self._rule_index(state)
        if index is None:
            return None
        state['rules'][index] = self._new_rule()
        return RULES_INTERFACE, 'Replace', '(us)', (index + 1, state['rules'][index])

    def _move_rule(self, state):
        start, end = self._rule_index(state), self._rule_index(state)
        if start is None:
            return None
        state['rules'].insert(end, state['rules'].pop(start))
        return RULES_INTERFACE, 'Move', '(uu)', (start + 1, end + 1)

    def _set_default(self, state):
        state['default'] = self._random.choice(('allow', 'deny'))
        return RULES_INTERFACE, 'SetDefault', '(s)', (state['default'],)

    def _set_text(self, state):
        """All anew, and long: what is written in parts would show."""
        state['rules'][1:] = [self._new_rule() for _ in range(self._random.randrange(RULES_MAX))]
        state['default'] = 'allow'
        text = '\n'.join([*state['rules'], *['# nothing' + ' ' * 100] * 500, ''])
        return RULES_INTERFACE, 'SetText', '(s)', (text,)

    # ---- Settings ----

    def _set_access(self, state):
        """Basic is always among the schemes, so that passwords can be tried."""
        access = {'SignIn': self._random.choice(('elsewhere', 'always')),
                  'Schemes': self._random.choice(('basic', 'both')),
                  'PlainBasic': self._random.choice((False, True))}
        state['access'] = access
        return ACCESS_INTERFACE, 'Set', '(a{sv})', ({
            'sign-in': GLib.Variant('s', access['SignIn']),
            'schemes': GLib.Variant('s', access['Schemes']),
            'plain-basic': GLib.Variant('b', access['PlainBasic'])},)

    def _add_listener(self, state):
        if len(state['listeners']) >= LISTENERS_MAX:
            return None
        address = f'127.0.{self._new_number() % 256}.2:0'
        if address in state['listeners']:
            return None
        encryption = self._random.choice(('both', 'plain', 'encrypted'))
        state['listeners'][address] = (True, encryption)
        return ENGINE_INTERFACE, 'AddListener', '(sa{sv})', (
            address, {'encryption': GLib.Variant('s', encryption)})

    def _remove_listener(self, state):
        address = self._choose(state['listeners'])
        state['listeners'].pop(address, None)
        return address and (ENGINE_INTERFACE, 'RemoveListener', '(s)', (address,))

    def _encrypt_listener(self, state):
        address = self._choose(state['listeners'])
        if not address:
            return None
        encryption = self._random.choice(('both', 'plain', 'encrypted'))
        state['listeners'][address] = (state['listeners'][address][0], encryption)
        return ENGINE_INTERFACE, 'SetListenerEncryption', '(ss)', (address, encryption)

    def _enable_listener(self, state):
        address = self._choose(state['listeners'])
        if not address:
            return None
        is_enabled, encryption = state['listeners'][address]
        state['listeners'][address] = (not is_enabled, encryption)
        return ENGINE_INTERFACE, 'SetListenerEnabled', '(sb)', (address, not is_enabled)

    def _move_listener(self, state):
        address = self._choose(state['listeners'])
        to = f'127.0.{self._new_number() % 256}.3:0'
        if not address or to in state['listeners']:
            return None
        state['listeners'] = {to if name == address else name: row
                              for name, row in state['listeners'].items()}
        return ENGINE_INTERFACE, 'MoveListener', '(ssa{sv})', (address, to, {})
