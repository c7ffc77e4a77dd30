"""Small templates that pin down Jinja's and Python's semantics; rendered by render_templates.py."""

VARIABLES = {
    "name": "Ada",
    "text": "  Hello wide World \n",
    "wide": "naïve 東京 🙂👩‍👩‍👧 e\u0301",
    "lines": "one\ntwo\r\nthree\n\nfour",
    "quotes": "it's \"so\"",
    "control": "tab\tnl\nbell\u0007nul\u0000nbsp\u00a0zwsp\u200bls\u2028",
    "html": "<a href='x'>&\"</a>",
    "empty": "",
    "zero": 0,
    "three": 3,
    "seven": 7,
    "negative": -7,
    "big": 123456789012345678901234567890,
    "half": 0.5,
    "pi": 3.14159265358979,
    "whole": 2.0,
    "tiny": 0.00001234,
    "huge": 1e22,
    "yes": True,
    "no": False,
    "nothing": None,
    "numbers": [5, 3, 8, 1],
    "mixed": [1, 2.5, "a", None, True, [1, []], {"k": "v"}],
    "nested": {"a": {"b": [10, 20, {"c": "deep"}]}, "items": "shadowed", "get": 1},
    "words": ["pear", "Apple", "fig", "apple", "Fig"],
    "people": [
        {"name": "Ada", "age": 36, "tags": ["math", "code"], "address": {"city": "London"}},
        {"name": "Bob", "age": 25, "tags": [], "address": {"city": "Paris"}, "admin": True},
        {"name": "cy", "age": 25, "address": {"city": "Rome"}, "admin": False},
    ],
    "mapping": {"b": 2, "a": 1, "C": 3, "ü": 4},
    "schema": {"type": "object", "properties": {"x": {"type": "number", "default": 1.0, "enum": [True, None]}}},
    "no_list": [],
    "no_dict": {},
}

EXPRESSIONS = r"""
1
-1
+1
1 + 2 * 3
(1 + 2) * 3
2 ** 3 ** 2
-2 ** 2
7 / 2
6 / 2
7 // 2
-7 // 2
7 // -2
7.5 // 2
-7 % 3
7 % -3
7.5 % 2
-7.5 % 2
2 ** -1
2 ** 100
2 ** 0.5
9007199254740993 + 1
9223372036854775807 + 1
-9223372036854775808 - 1
big * big
big // 7
big % 1000
1_000_000
0x1F + 0b101 + 0o17
1e3
1.5e-7
1E+2
12_3.4_5
1e16
1e15
123456789.123456789
0.1 + 0.2
1 / 3
100.0
1e100
-0.0
1.0e-5
0.0001
tiny
huge
whole
half * 4
5 * half
true + true
true * 3
true == 1
1 == 1.0
1 == '1'
none == false
'a' == 'a'
[1, 2] == [1, 2.0]
[1, 2] == (1, 2)
{'a': 1} == {'a': 1.0}
{'a': 1, 'b': 2} == {'b': 2, 'a': 1}
1 < 2 < 3
1 < 3 < 2
3 > 2 > 1 == 1
1 != 2
'a' < 'b'
'Z' < 'a'
'abc' < 'abd'
[1, 2] < [1, 3]
(1, 2) < (1, 2, 0)
1 < 2.5
true < 2
'\U0001F642' > '\uFFFD'
1 < 'a'
none < 1
not true
not 0
not ''
not 'a' == 'b'
true and 'x'
'' and 'x'
'' or 'x'
0 or none or 'last'
1 and 2 or 3
not true or true
'a' in 'cat'
'' in 'cat'
'x' not in 'cat'
3 in numbers
4 not in numbers
'a' in mapping
'z' in mapping
1 in mapping
1.0 in [1, 2]
none in mixed
not 'a' in 'cat'
1 in missing
1 in 5
1 in 'cat'
'yes' if yes else 'no'
'yes' if no else 'no'
'yes' if no
'a' if no else 'b' if no else 'c'
('x' if yes) ~ ('y' if no)
'a' ~ 1 ~ none ~ true ~ 1.5 ~ [1, 'b'] ~ missing
1 ~ 2 + 3
'a' + 'b' 'c'
'a' + 1
1 + 'a'
'a' + none
'a' + missing
missing + 'a'
'ab' * 3
3 * 'ab'
'ab' * -1
'ab' * true
[1, 2] * 2
[1] + [2]
(1,) + (2, 3)
[1] + (2,)
[1, 2] - [1]
-'a'
-true
-missing
[]
[1]
[1,]
[1, 'two', 3.0, none, true, [4], {'five': 5}]
()
(1,)
(1, 2)
1, 2
{}
{'a': 1, 'b': [1, 2]}
{1: 'one', 2.5: 'x', none: 'n', true: 't'}
{'a': 1, 'a': 2}
mixed
nested
quotes
[quotes]
["it's", 'say "x"', 'both \' and "']
[control]
[wide]
["\\", "\x7f", "\xad", "\u0301", "\U000e0001"]
"\x41\u00e9\U0001F642\101\t|\q|\'|\a"
'line\
continued'
nothing
yes
no
missing
missing.attribute
missing['item']
missing()
missing | length
missing.a.b
nested.nope
nested.nope.deeper
nested.a.b[2].c
nested['a']['b'][-1]['c']
nested.a['b'].0
nested.a.b.2.c
nested['items']
nested['keys']() | list
nested.items() | list | length
nested.get('a').b
nested.get('zzz')
nested.get('zzz', 'fallback')
nested['zzz']
numbers[0]
numbers[-1]
numbers[10]
numbers[-10]
numbers['a']
numbers[true]
numbers[1.0]
numbers.0
numbers[numbers[3]]
none.x
none['x']
(5).x
name[0]
name[-1]
name[5]
wide[6:8]
wide[9]
wide | length
wide | reverse
wide | list
numbers[1:]
numbers[:2]
numbers[1:3]
numbers[:-1]
numbers[-2:]
numbers[::-1]
numbers[::2]
numbers[::-2]
numbers[3:0:-1]
numbers[10:]
numbers[-10:2]
numbers[2:1]
numbers[::0]
numbers[none:2]
name[::-1]
name[1:]
name[:100]
wide[::-1]
(1, 2, 3)[1:]
range(10)[2:5] | list
mapping[1:2]
missing[1:]
nothing[1:]
numbers['a':]
mapping
mapping.items()
mapping.keys()
mapping.values()
mapping.items() | list
mapping.keys() | length
mapping.keys()[0]
mapping | list
mapping | length
mapping | first
mapping | last
mapping | items | list
mapping | dictsort
mapping | dictsort(true)
mapping | dictsort(by='value', reverse=true)
mapping | dictsort(by='zzz')
mapping | tojson
mapping | tojson(sort_keys=true)
mapping | tojson(indent=2)
mapping | tojson(ensure_ascii=true)
mapping | tojson(separators=(',', ':'))
mapping | tojson(indent=2, separators=(', ', ' = '))
mapping | tojson(true)
schema | tojson
schema | tojson(indent=4)
schema | tojson(indent=0)
schema | tojson(indent='\t')
mixed | tojson
mixed | tojson(indent=1)
no_list | tojson(indent=2)
no_dict | tojson(indent=2)
[[], {}, [[]], {'a': []}] | tojson(indent=2)
html | tojson
quotes | tojson
control | tojson
wide | tojson
wide | tojson(ensure_ascii=true)
[1.0, 1e22, 1e-7, 0.1, 123456789012, -0.0] | tojson
{1: 1, 2.5: 2, none: 3, true: 4} | tojson
(1, 2) | tojson
'x' | tojson
none | tojson
true | tojson
5 | tojson
big | tojson
missing | tojson
range(3) | tojson
name | upper
name | lower
'hELLO wORLD' | capitalize
'hello big-world (again) x' | title
"they're bill's" | title
name | length
numbers | length
5 | length
none | length
text | trim
text | trim | length
'xxhixx' | trim('x')
'xxhixx' | trim(chars='x')
'\u2003\u00a0x\u2003' | trim
none | trim
5 | trim
name | string
5 | string
none | string
[1, 'a'] | string
name | list
numbers | list
none | list
5 | list
numbers | first
numbers | last
no_list | first
no_list | last
name | first
name | last
numbers | join
numbers | join(', ')
mixed | join('|')
name | join('-')
people | join(', ', attribute='name')
no_list | join(',')
missing | join(',')
none | join(',')
people | map(attribute='name') | list
people | map(attribute='address.city') | join(' ')
people | map(attribute='tags.0') | list
people | map(attribute='admin', default='?') | list
people | map('length') | list
words | map('upper') | join
words | map('replace', 'p', 'q') | list
words | map('nofilter') | list
none | map('upper') | list
numbers | map('string') | list
people | selectattr('admin') | map(attribute='name') | list
people | rejectattr('admin') | map(attribute='name') | list
people | selectattr('admin', 'defined') | map(attribute='name') | list
people | selectattr('age', 'equalto', 25) | map(attribute='name') | list
people | selectattr('age', '==', 36) | list | length
people | selectattr('address.city', 'in', ['Paris', 'Rome']) | map(attribute='name') | list
people | rejectattr('name', 'eq', 'Ada') | map(attribute='name') | list
people | selectattr('age', 'gt', 30) | list | length
people | selectattr('name', 'notest') | list
people | selectattr('tags', 'undefined') | map(attribute='name') | list
numbers | select('odd') | list
numbers | select('even') | list
numbers | reject('odd') | list
numbers | select('gt', 3) | list
numbers | select('divisibleby', 4) | list
mixed | select | list
mixed | reject | list
mixed | select('string') | list
mixed | select('mapping') | list
none | select | list
numbers | sort
numbers | sort(reverse=true)
words | sort
words | sort(case_sensitive=true)
words | sort(true)
people | sort(attribute='age') | map(attribute='name') | list
people | sort(attribute='age,name', reverse=true) | map(attribute='name') | list
people | sort(attribute='address.city') | map(attribute='name') | list
mixed | sort
name | sort
words | unique | list
words | unique(case_sensitive=true) | list
people | unique(attribute='age') | map(attribute='name') | list
[1, 1.0, true, 2] | unique | list
numbers | min
numbers | max
words | min
words | max
people | max(attribute='age')
no_list | min
words | max(case_sensitive=true)
numbers | sum
people | sum(attribute='age')
numbers | sum(start=100)
[0.1, 0.2] | sum
words | sum
numbers | reverse | list
name | reverse
no_list | reverse | list
numbers | batch(3) | list
numbers | batch(3, 'x') | list
numbers | slice(3) | list
numbers | slice(3, 'x') | list
missing | default('d')
missing | default
missing | d('d')
empty | default('d')
empty | default('d', true)
none | default('d')
none | default('d', boolean=true)
nested.zzz | default('d')
name | default('d')
zero | default(5, true)
name | replace('A', 'O')
'aaa' | replace('a', 'b', 2)
'aaa' | replace('', '-')
wide | replace('', '-')
'🙂a' | replace('', '-', 1)
numbers | truncate(12)
5 | truncate
'x' % [1]
(5 | selectattr('a')) is defined
(people | map('nofilter')) is iterable
(people | map(attribute='address.city') | first)
3 is odd(1)
'abc' | replace('b', '')
5 | replace(5, 6)
lines | indent
lines | indent(2)
lines | indent(2, true)
lines | indent(2, blank=true)
lines | indent('> ', first=true, blank=true)
'' | indent
'a\n' | indent
lines | wordcount
wide | wordcount
'a long sentence with many words' | truncate(10)
'a long sentence with many words' | truncate(10, true)
'a long sentence with many words' | truncate(10, end='…')
'a long sentence' | truncate(12)
'a long sentence' | truncate(11, leeway=0)
'%s is %d' | format('x', 5)
'%(a)s!' | format(a=5)
'%05.2f|%+d|%-5s|%5s|%x|%X|%o|%e|%g|%%|%r|%c' % (3.14159, 5, 'ab', 'cd', 255, 255, 8, 12345.678, 0.00001, 'q', 'z')
'%s' % 5
'%s' % none
'%s and %s' % ('a', [1, 'b'])
'%d' % 3.99
'%d' % 'x'
'%s %s' % 'a'
'%s' % ('a', 'b')
'%(k)s' % {'k': 'v'}
'%#x %08d %+.1f % d' % (255, -42, 2.25, 7)
'%.3s|%5.1f|%.0f' % ('abcdef', 2.25, 2.5)
'%.s|%.f' % ('abcdef', 2.5)
'%g %g %g' % (1e10, 123456789, 0.5)
'{} {}'.format('a', 1)
'{1}{0}{1}'.format('a', 'b')
'{x}/{y.k}/{z[0]}'.format(x=1, y={'k': 2}, z=[3])
'{:>5}|{:<5}|{:^5}|{:*^7}'.format('a', 'b', 'c', 'd')
'{:5d}|{:05d}|{:+d}|{:,}|{:_}'.format(42, 42, 42, 1234567, 1234567)
'{:.2f}|{:8.3f}|{:e}|{:g}|{:.1%}|{:.3}'.format(3.14159, 3.14159, 31415.9, 0.0001, 0.256, 2.71828)
'{:x}|{:X}|{:b}|{:o}|{:#x}|{:#b}'.format(255, 255, 5, 8, 255, 5)
'{!r} {!s}'.format('a', 'b')
'{{}} {}'.format(1)
'{'.format(1)
'{} {}'.format(1)
'{:d}'.format('x')
'{:s}'.format(1)
'{:>10.3}'.format('abcdef')
'{:,.2f}'.format(1234567.891)
'{}'.format(none)
'{:5}|'.format(true)
-5 | abs
-5.5 | abs
'x' | abs
'42' | int
' 42 ' | int
'4_2' | int
'x' | int
'x' | int(7)
'3.7' | int
'ff' | int(0, 16)
'0xff' | int(base=16)
'-12' | int
3.99 | int
-3.99 | int
none | int
none | int(default=9)
true | int
[1] | int
'1e3' | int
'3.5' | float
'x' | float
'x' | float(1.5)
'1e3' | float
' -2.5 ' | float
'1f' | float
'inf' | float
'nan' | float
3 | float
none | float
2.5 | round
3.5 | round
2.675 | round(2)
42.55 | round
42.55 | round(1, 'floor')
42.55 | round(1, 'ceil')
42 | round
42 | round(1)
1234.5 | round(-2)
-0.4 | round
html | escape
html | e
html | safe
html | safe | length
('<' | safe) + '<' + ('>' | e)
'<' + ('<' | safe)
('<' | safe) ~ '<'
('<b>' | safe | trim) + '&'
('<b>' | safe).upper() + '&'
('a' | safe) == 'a'
['a' | safe]
('a' | safe) | tojson
('a' | safe) is string
name | attr('upper')() 
mapping | attr('a')
name | center(11)
'ab' | center(7)
name.center(8, '*')
'ab'.center(5, '*')
'abc'.center(6)
'ab'.ljust(5) + '|'
'ab'.rjust(5, '0') + '|'
'42'.zfill(5)
'-42'.zfill(5)
name.upper()
name.lower()
'ß'.upper()
'ǆ'.title()
'hello world'.title()
"they're x1y".title()
'HELLO wORLD'.capitalize()
'aBc'.swapcase()
'ẞß'.casefold()
text.strip()
text.lstrip()
text.rstrip() ~ '|'
'xyxhixyx'.strip('xy')
'xyhixy'.lstrip('yx')
'xyhixy'.rstrip('yx')
'a b  c '.split()
'a b  c '.split(' ')
'  a b  c '.split(none, 1)
'a,b,c'.split(',')
'a,b,c'.split(',', 1)
'a,b,c'.split(',', maxsplit=0)
'a,b,c'.rsplit(',', 1)
'a,b,c'.rsplit(',')
'<think>x</think>y'.split('</think>')[-1]
'<think>x</think>y'.split('</think>')[0].split('<think>')[-1]
''.split(',')
''.split()
'a'.split('')
lines.splitlines()
lines.splitlines(true)
'a\u2028b\x0bc\x85d'.splitlines()
name.startswith('A')
name.startswith(('B', 'A'))
name.endswith('da')
name.endswith(('x',))
name.startswith(5)
name.startswith(missing)
'prefix-x'.removeprefix('prefix-')
'x.txt'.removesuffix('.txt')
'aXbXc'.replace('X', '--')
'aXbXc'.replace('X', '--', 1)
'aaa'.replace('', '.', 2)
', '.join(words)
', '.join(numbers)
', '.join(mapping)
'abcabc'.find('c')
'abcabc'.find('c', 3)
'abcabc'.find('z')
'abcabc'.rfind('b')
'🙂b'.find('b')
'abcabc'.index('b')
'abcabc'.index('z')
'abcabc'.count('bc')
'aaa'.count('aa')
'aaa'.count('')
'a=b=c'.partition('=')
'a=b=c'.rpartition('=')
'abc'.partition('=')
'abc'.rpartition('=')
'123'.isdigit()
'12a'.isdigit()
''.isdigit()
'abc'.isalpha()
'ab1'.isalnum()
' \t'.isspace()
'ABC'.isupper()
'aB'.islower()
name.nomethod()
name.nomethod
name.__class__
mapping.__class__
mapping.pop('a')
mapping.update({'x': 1})
mapping.pop is defined
numbers.append(4)
numbers.pop()
numbers.index(8)
numbers.index(99)
numbers.count(3)
(1, 2).index(2)
mapping.copy()
dict(a=1, b=2)
dict({'a': 1}, b=2)
dict([('a', 1)])
dict()
namespace(a=1).a
namespace({'a': 2}).a
namespace(a=1).b
namespace(a=1)
namespace(_a=1)
namespace(a=1) is mapping
range(5) | list
range(2, 8, 3) | list
range(5, 0, -2) | list
range(0) | list
range(3)
range(1, 3)
range(1, 9, 2)
range(3)[1]
range(3) | length
range(3) | sum
range(1000000)
range(1, 2, 0)
range('a')
(x for x in y)
numbers | map('string')  | list | length
name is defined
missing is defined
missing is undefined
nested.zzz is defined
nested.a is defined
missing is not defined
none is none
nothing is none
missing is none
nothing is not none
yes is true
1 is true
no is false
0 is false
yes is boolean
1 is boolean
1 is integer
true is integer
1.0 is integer
big is integer
1.0 is float
1 is float
1 is number
true is number
'1' is number
name is string
1 is string
mapping is mapping
numbers is mapping
numbers is sequence
name is sequence
mapping is sequence
mapping.items() is sequence
1 is sequence
none is sequence
missing is sequence
range(2) is sequence
numbers is iterable
name is iterable
1 is iterable
none is iterable
missing is iterable
mapping.items() is iterable
range is callable
name is callable
name.upper is callable
3 is odd
3 is even
-3 is odd
4 is divisibleby 2
4 is divisibleby(3)
4 is not divisibleby 3
3 is eq 3
3 is equalto(3)
3 is ne 4
3 is lt 4
3 is le 3
3 is gt 4
3 is ge 3
3 is greaterthan 2
3 is lessthan 2
3 is in [1, 2, 3]
'a' is in 'cat'
3 is not in [1, 2]
none is sameas none
true is sameas true
1 is sameas true
numbers is sameas numbers
'abc' is lower
'ABC' is upper
'aBc' is lower
'1' is lower
'upper' is filter
'zzz' is filter
'odd' is test
3 is zzz
3 | zzz
'a' is string and 'b' is string
3 is odd or false
3 is odd and 4 is odd
not 3 is odd
(3 is odd) is true
3 is odd is true
'x' if 3 is odd else 'y'
numbers | length > 3
numbers | length == 4 and name == 'Ada'
-numbers | first
-5 | string ~ 'x'
numbers | map('string') | join('') | int + 1
name ~ '-' ~ name | lower
(name ~ '-' ~ name) | lower
name.upper().lower()[0] | upper
numbers[0] + numbers[1] * 2
[numbers[0], [numbers[1]]][1][0]
{'a': {'b': 1}}.a.b
{'a': {'b': 1}}['a']['b']
{'a': {}}.a
[1, 2, 3] | map('string') is iterable
(numbers | select('odd')) is string
name is string is string
raise_exception('own words: ' ~ name)
raise_exception()
strftime_now('%Y-%m-%d %H:%M:%S')
strftime_now('%d %b %Y')
strftime_now('%B %-d, %Y %A %a %j %p %I %y %m %M %e %% %U %W %u %w %V %G')
strftime_now('%-m/%-d/%y %-I%p %F %T %D %R %c %x %X %h %C %f')
strftime_now(5)
loop
loop.index
caller
true
True
none
None
false
nulL
1 if
1 +
(1
[1, 2
{'a' 1}
{'a': 1
a b
'unclosed
1 2
foo(
foo(a=1, 2)
foo(*[1], 2)
dict(*[[('a', 1)]], **{'b': 2})
dict(**5)
'{}-{}'.format(*[1, 2])
| upper
name |
name | 5
name is
name is not
.a
a.
a.'b'
a[]
a[1:2:3:4]
$
name ? 1
name && 1
!name
a = 1
"""

STATEMENTS = [
    # whitespace control
    "a\n{% if yes %}\nb\n{% endif %}\nc\n",
    "a\n  {% if yes %}  \n  b\n  {% endif %}  \nc",
    "a\n  {%- if yes -%}  \n  b\n  {%- endif -%}  \nc",
    "a\n  {%+ if yes +%}\n  b\n  {%+ endif +%}\nc",
    "a  {{- name -}}  b",
    "a\n  {{ name }}  \nb",
    "a\n  {{- name }}\n\nb",
    "  {# comment #}  \nx",
    "  {#- comment -#}  \n  x",
    "x {# comment #} y\n{# a\nb #}\nz",
    "x{#+ c +#}\ny",
    "  {#- c #}\n  y",
    "{{ name }}\n",
    "{{ name }}\n\n",
    "{{ name }}\r\nx\ry\r\n",
    "\n{{ name }}",
    "{% raw %}{{ name }} {% if %}{% endraw %}",
    "a {% raw -%}  {{ x }}  {%- endraw %} b",
    "a\n  {%- raw %}\n x \n  {% endraw %}\nb",
    "a\n {% raw %}\n{{ x }}\n {% endraw %}\nb",
    "{%- raw -%} x {%- endraw -%} y",
    "{% raw %}never closed",
    "{# never closed",
    "{% if yes",
    "{{ name",
    "{{ name }",
    "{{ {'a': {'b': {}}} }}",
    "{{ {'a': 1}}}",
    "{{ '}}' }} {{ \"%}\" }} {{ '{{' }}",
    "{ { name } } {% if yes %}{% endif %}% }",
    "{{name}}{{name}}",
    "{%if yes%}x{%endif%}",
    "{%-if yes-%} x {%-endif-%}",
    "a{% if yes %}\n\nb{% endif %}\n\nc",
    "\t{% if yes %}x{% endif %}\t\n",
    "x  {% if yes %}y{% endif %}",
    "{% if yes %}  {% if yes %}  \nx{% endif %}{% endif %}",
    "{{ '\n' }}x{{ '\\n' }}",
    "{{ 'a\r\nb' }}",
    "\u00a0{% if yes %}x{% endif %}",
    # if
    "{% if no %}a{% elif yes %}b{% else %}c{% endif %}",
    "{% if no %}a{% elif no %}b{% else %}c{% endif %}",
    "{% if missing %}a{% else %}b{% endif %}",
    "{% if numbers and name %}a{% endif %}",
    "{% if missing.x %}a{% endif %}",
    "{% if no: %}a{% else: %}b{% endif %}",
    "{% if %}a{% endif %}",
    "{% if yes %}a",
    "{% if yes %}a{% endfor %}",
    "{% endif %}",
    "{% else %}",
    "{% unknown %}",
    "{% %}",
    # for
    "{% for n in numbers %}{{ n }},{% endfor %}",
    "{% for n in numbers %}{{ loop.index }}/{{ loop.index0 }}/{{ loop.revindex }}/{{ loop.revindex0 }}/{{ loop.length }} {% endfor %}",
    "{% for n in numbers %}{% if loop.first %}[{% endif %}{{ n }}{% if not loop.last %}, {% else %}]{% endif %}{% endfor %}",
    "{% for n in numbers %}{{ loop.previtem }}<{{ n }}>{{ loop.nextitem }} {% endfor %}",
    "{% for n in numbers %}{{ loop.previtem is defined }} {{ loop.nextitem is defined }};{% endfor %}",
    "{% for n in numbers %}{{ loop.previtem.x }}{% endfor %}",
    "{% for n in numbers %}{{ loop.cycle('a', 'b') }}{{ loop.changed(n > 4) }} {% endfor %}",
    "{% for n in numbers %}{{ loop.depth }}{{ loop.depth0 }}{% endfor %}",
    "{% for n in numbers %}{{ loop.nope }}{% endfor %}",
    "{% for n in no_list %}x{% else %}none{% endfor %}",
    "{% for n in numbers if n > 100 %}x{% else %}none{% endfor %}",
    "{% for n in numbers if n > 2 %}{{ loop.index }}:{{ n }}{% if not loop.last %},{% endif %}{% endfor %}",
    "{% for n in numbers if n > 2 %}{{ loop.length }}{{ loop.revindex }} {% endfor %}",
    "{% for n in missing %}x{% else %}e{% endfor %}",
    "{% for n in nothing %}x{% endfor %}",
    "{% for n in 5 %}x{% endfor %}",
    "{% for c in name %}{{ c }}-{% endfor %}",
    "{% for c in wide %}{{ c }}|{% endfor %}",
    "{% for k in mapping %}{{ k }}{% endfor %}",
    "{% for k, v in mapping.items() %}{{ k }}={{ v }};{% endfor %}",
    "{% for k, v in mapping | items %}{{ k }}={{ v }};{% endfor %}",
    "{% for k, v in mapping | dictsort %}{{ k }}={{ v }};{% endfor %}",
    "{% for (k, v) in mapping.items() %}{{ k }}={{ v }};{% endfor %}",
    "{% for k, v, in mapping.items() %}{{ k }}={{ v }};{% endfor %}",
    "{% for k, (a, b) in [(1, (2, 3))] %}{{ k }}{{ a }}{{ b }}{% endfor %}",
    "{% for k, v in numbers %}x{% endfor %}",
    "{% for k, v in [(1, 2, 3)] %}x{% endfor %}",
    "{% for a, b in ['xy', 'zw'] %}{{ b }}{{ a }}{% endfor %}",
    "{% for x in 1, 2, 3 %}{{ x }}{% endfor %}",
    "{% for x in (1, 2) %}{{ x }}{% endfor %}",
    "{% for x in numbers[::-1] %}{{ x }}{% endfor %}",
    "{% for x in numbers | sort | reverse %}{{ x }}{% endfor %}",
    "{% for x in numbers | map('string') %}{{ x }}{{ loop.last }}{{ loop.length }} {% endfor %}",
    "{% for x in range(3) %}{% for y in range(x) %}{{ x }}{{ y }}{{ loop.index }} {% endfor %}{{ loop.index }}{% endfor %}",
    "{% for x in numbers %}{% if x == 8 %}{% break %}{% endif %}{{ x }}{% endfor %}",
    "{% for x in numbers %}{% if x == 3 %}{% continue %}{% endif %}{{ x }}{% endfor %}",
    "{% for x in numbers %}{% for y in numbers %}{% if y == 8 %}{% break %}{% endif %}{{ y }}{% endfor %};{% endfor %}",
    "{% for x in numbers %}{% break %}{% else %}e{% endfor %}",
    "{% for x in numbers %}{% continue %}{% else %}e{% endfor %}",
    "{% for x in numbers %}{% if loop.last %}{% break %}{% endif %}{% else %}e{% endfor %}",
    "{% break %}",
    "{% for x in numbers %}{% macro m() %}{% break %}{% endmacro %}{% endfor %}",
    "{% for x in numbers %}{% set y %}{{ x }}{% continue %}{% endset %}z{% endfor %}",
    "{% for x in numbers %}{% else %}{% break %}{% endfor %}",
    "{% for x in numbers if x is odd and x > 1 %}{{ x }}{% endfor %}",
    "{% set ns = namespace(stop=false) %}{% for x in numbers if not ns.stop %}{{ x }}{% if x == 3 %}{% set ns.stop = true %}{% endif %}{% endfor %}",
    "{% for x in numbers %}{{ x if loop.first else '-' ~ x }}{% endfor %}{{ x }}",
    "{% for %}{% endfor %}",
    "{% for n numbers %}{% endfor %}",
    "{% for 5 in numbers %}{% endfor %}",
    "{% for n in %}{% endfor %}",
    # set
    "{% set x = 1 %}{{ x }}",
    "{% set x, y = 1, 2 %}{{ x }}{{ y }}",
    "{% set x = 1, 2 %}{{ x }}",
    "{% set x, y = [1] %}",
    "{% set x = numbers if yes else [] %}{{ x }}",
    "{% set x %}a {{ name }} b{% endset %}[{{ x }}]",
    "{% set x | upper | trim %} a {{ name }} b {% endset %}[{{ x }}]",
    "{% set x | replace('a', 'b') %}aaa{% endset %}{{ x }}",
    "{% set x = 1 %}{% if yes %}{% set x = 2 %}{% endif %}{{ x }}",
    "{% set x = 1 %}{% for i in numbers %}{{ x }}{% set x = i %}{{ x }} {% endfor %}{{ x }}",
    "{% for i in numbers %}{% set z = i %}{% endfor %}{{ z }}",
    "{% for i in numbers %}{% if loop.first %}{% set z = 'first' %}{% endif %}{{ z }},{% endfor %}",
    "{% if no %}{% set name = 'x' %}{% endif %}{{ name }}",
    "{% set name = name ~ '!' %}{{ name }}",
    "{% set ns = namespace(i=0, l=[]) %}{% for n in numbers %}{% set ns.i = ns.i + n %}{% set ns.l = ns.l + [n] %}{% endfor %}{{ ns.i }} {{ ns.l }}",
    "{% set ns = namespace() %}{% set ns.a, x = 1, 2 %}{{ ns.a }}{{ x }}",
    "{% set ns = namespace() %}{% set ns.x %}body{% endset %}{{ ns.x }}",
    "{% set mapping.x = 1 %}",
    "{% set missing.x = 1 %}",
    "{% set ns = namespace() %}{% set ns._x = 1 %}",
    "{% set true = 1 %}",
    "{% set 1 = 1 %}",
    "{% set x = %}",
    "{% set x %}",
    "{% set range = 5 %}{{ range }}",
    "{% set x = 'outer' %}{% set y %}{% set x = 'inner' %}{{ x }}{% endset %}{{ x }}{{ y }}",
    "{% set mapping = mapping.items() %}{{ mapping }}",
    "{% set g = numbers | select('odd') %}{{ g | list }}{{ g | list }}",
    "{% set g = numbers | select('gt', 100) %}{% if g %}truthy{% endif %}",
    "{% if numbers | select('odd') %}t{% endif %}{{ (numbers | select('odd') | list)[0] }}",
    "{{ numbers | select('odd') | length }}",
    "{{ numbers | reverse | first }}{{ numbers | map('string') | first }}",
    "{{ (numbers | map('string')) | last }}",
    "{{ (numbers | map('string'))[0] }}",
    # macros
    "{% macro m(a, b=2) %}<{{ a }}|{{ b }}>{% endmacro %}{{ m(1) }}{{ m(1, 3) }}{{ m(b=5, a=4) }}",
    "{% macro m(a) %}<{{ a }}>{% endmacro %}{{ m() }}",
    "{% macro m(a) %}{{ a.x }}{% endmacro %}{{ m() }}",
    "{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}",
    "{% macro m(a) %}{% endmacro %}{{ m(c=2) }}",
    "{% macro m(a, b=a) %}{{ b }}{% endmacro %}{{ m(7) }}",
    "{% macro m(a, b=1, c) %}{% endmacro %}",
    "{% macro m() %}{{ varargs }} {{ kwargs }}{% endmacro %}{{ m(1, 2, x=3) }}",
    "{% macro m() %}{{ name }}{% endmacro %}{% set name = 'later' %}{{ m() }}",
    "{% macro m() %}{% set name = 'inside' %}{{ name }}{% endmacro %}{{ m() }}{{ name }}",
    "{% macro m(n) %}{{ n }}{% if n > 0 %}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(3) }}",
    "{% macro m(n) %}{{ m(n) }}{% endmacro %}{{ m(3) }}",
    "{% macro outer() %}{% macro inner() %}i{% endmacro %}{{ inner() }}o{% endmacro %}{{ outer() }}",
    "{% macro outer() %}{% macro inner() %}i{% endmacro %}{% endmacro %}{{ outer() }}{{ inner() }}",
    "{% macro m() %}\n  x\n{% endmacro %}\n[{{ m() }}]",
    "{%- macro m() -%}\n  x\n{%- endmacro -%}\n[{{ m() }}]",
    "{% macro m(x) %}{{ x }}{% endmacro %}{{ m('a') | upper }}{{ m('b') ~ m('c') }}{{ m('d').upper() }}",
    "{% macro m(x) %}{{ x }}{% endmacro %}{{ m('') or 'empty' }}{{ m(none) == 'None' }}",
    "{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}body {{ name }}{% endcall %}",
    "{% macro m() %}{{ caller('x', 1) }}{% endmacro %}{% call(a, b) m() %}{{ a }}{{ b }}{% endcall %}",
    "{% macro m() %}{{ caller('x') }}{% endmacro %}{% call(a, b='d') m() %}{{ a }}{{ b }}{% endcall %}",
    "{% macro m() %}x{% endmacro %}{% call m() %}b{% endcall %}",
    "{% macro m() %}{{ caller is defined }}{% endmacro %}{{ m() }}",
    "{% macro m() %}{{ caller() }}{% endmacro %}{{ m() }}",
    "{% call name %}b{% endcall %}",
    "{% macro m() %}{% for i in numbers %}{{ caller(i) }}{% endfor %}{% endmacro %}{% call(i) m() %}[{{ i }}]{% endcall %}",
    "{{ m() }}{% macro m() %}x{% endmacro %}",
    "{% macro m(a) %}{{ a }}{% endmacro %}{{ m }}",
    "{% macro m(a) %}{{ a }}{% endmacro %}{{ m is callable }}{{ m.name }}",
    "{% for i in [1, 2] %}{% macro m() %}{{ i }}{% endmacro %}{{ m() }}{% endfor %}",
    "{% macro m(items) %}{% for i in items %}{{ i }}{% if not loop.last %},{% endif %}{% endfor %}{% endmacro %}{{ m(numbers) }}",
    "{% macro m(*args) %}{% endmacro %}",
    "{% macro m %}{% endmacro %}",
    "{% macro m() %}",
    # with, filter, generation, print
    "{% with a = 1, b = name %}{{ a }}{{ b }}{% endwith %}{{ a }}",
    "{% with a = 1 %}{% with a = a + 1, b = a %}{{ a }}{{ b }}{% endwith %}{% endwith %}",
    "{% with %}x{% set q = 1 %}{{ q }}{% endwith %}{{ q }}",
    "{% filter upper %}a {{ name }}{% endfilter %}",
    "{% filter upper | replace('A', 'x') | trim %} a {{ name }} {% endfilter %}",
    "{% filter indent(2, true) %}a\nb{% endfilter %}",
    "{% filter zzz %}a{% endfilter %}",
    "{% generation %}a {{ name }}{% endgeneration %}",
    "{% for n in numbers %}{% generation %}{{ n }}{% set k = n %}{% endgeneration %}{{ k }}{% endfor %}",
    "{%- generation -%}\n a \n{%- endgeneration -%}\n b",
    "{% if yes %}{{ raise_exception('stop') }}{% endif %}",
    "{{ 1 if raise_exception('stop') }}",
    "{{ yes or raise_exception('stop') }}",
    # other templates are out
    "{% include 'x' %}",
    "{% import 'x' as y %}",
    "{% from 'x' import y %}",
    "{% extends 'x' %}",
    "{% do numbers.append(1) %}",
    "{% trans %}x{% endtrans %}",
    # names that look like keywords
    "{% set items = 5 %}{{ items }}",
    "{{ nested.get is callable }}",
    "{% for key in nested %}{{ key }}:{{ nested[key] is mapping }};{% endfor %}",
    "{{ people[0].name }}{{ people[0]['tags'][1] }}{{ people | length }}",
    "{{ people[0].tags | join('/') ~ people[-1].address.city }}",
    "{{ '' if no }}{{ [] if no else 'x' }}",
    "{{ none }}{{ true }}{{ 1.0 }}{{ [none, true, 1.0, 'x'] }}",
    "{%- set content = '<think>\\nhm\\n</think>\\n\\nanswer' -%}{%- if '</think>' in content -%}{{ content.split('</think>')[-1].lstrip('\\n') }}|{{ content.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') }}{%- endif -%}",
    "{%- for m in people[::-1] %}{% set index = (people | length - 1) - loop.index0 %}{{ index }}{{ m.name }} {% endfor %}",
]

ALL = ["{{ " + line + " }}" for line in EXPRESSIONS.strip("\n").replace("\\\ncontinued", "\\\0continued").split("\n")]
ALL = [snippet.replace("\0", "\n") for snippet in ALL] + STATEMENTS
