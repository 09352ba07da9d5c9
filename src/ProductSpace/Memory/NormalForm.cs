using System.Globalization;
using System.Text;

namespace ProductSpace.Memory;

/// <summary>
/// Normal form C of Unicode (UAX 15), so that a name is the same whether a program wrote its letters composed or
/// decomposed. It has tables of its own because string.Normalize does nothing in processes without cultures, and
/// depends on the system in others.
/// </summary>
internal static class NormalForm
{
    /// <summary>Every text of smaller characters is in normal form.</summary>
    private const char FirstCombining = '\u0300';

    private const int HangulFirst = 0xAC00;
    private const int LeadFirst = 0x1100;
    private const int VowelFirst = 0x1161;
    private const int TrailBase = 0x11A7;
    private const int Leads = 19;
    private const int Vowels = 21;
    private const int Trails = 28;
    private const int Syllables = Leads * Vowels * Trails;

    private static readonly Lazy<Tables> s_tables = new(Tables.Read);

    /// <summary>Returns a text in normal form; the same object if it is in it already.</summary>
    public static string Of(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange(FirstCombining, char.MaxValue) < 0)
        {
            return text;
        }

        Tables tables = s_tables.Value;
        List<int> points = [];
        for (int i = 0; i < text.Length; i++)
        {
            // Half of a surrogate pair stands for itself.
            bool isPair = char.IsSurrogatePair(text, i);
            Decompose(isPair ? char.ConvertToUtf32(text, i) : text[i], points, tables);
            i += isPair ? 1 : 0;
        }

        Order(points, tables);
        Compose(points, tables);
        StringBuilder normal = new(text.Length);
        foreach (int point in points)
        {
            _ = point > char.MaxValue
                ? normal.Append(char.ConvertFromUtf32(point))
                : normal.Append((char)point);
        }

        return normal.Equals(text) ? text : normal.ToString();
    }

    private static void Decompose(int point, List<int> points, Tables tables)
    {
        int syllable = point - HangulFirst;
        if (syllable is >= 0 and < Syllables)
        {
            points.Add(LeadFirst + (syllable / (Vowels * Trails)));
            points.Add(VowelFirst + (syllable / Trails % Vowels));
            if (syllable % Trails != 0)
            {
                points.Add(TrailBase + (syllable % Trails));
            }

            return;
        }

        // Only the first part of a decomposition has one itself.
        if (tables.Parts.TryGetValue(point, out (int First, int Second) parts))
        {
            Decompose(parts.First, points, tables);
            if (parts.Second != 0)
            {
                points.Add(parts.Second);
            }

            return;
        }

        points.Add(point);
    }

    /// <summary>Sorts each run of combining characters by class, and keeps the order within a class.</summary>
    private static void Order(List<int> points, Tables tables)
    {
        for (int i = 0; i < points.Count;)
        {
            int end = i;
            while (end < points.Count && tables.ClassOf(points[end]) > 0)
            {
                end++;
            }

            if (end > i + 1)
            {
                int[] run = [.. points.GetRange(i, end - i)];
                int[] keys = new int[run.Length];
                for (int k = 0; k < run.Length; k++)
                {
                    keys[k] = (tables.ClassOf(run[k]) << 23) | Math.Min(k, (1 << 23) - 1);
                }

                Array.Sort(keys, run);
                for (int k = 0; k < run.Length; k++)
                {
                    points[i + k] = run[k];
                }
            }

            i = Math.Max(end, i + 1);
        }
    }

    /// <summary>Joins each starter with the characters after it that no other of their class keeps from it.</summary>
    private static void Compose(List<int> points, Tables tables)
    {
        int starter = -1;
        int kept = 0;
        int lastClass = 0;
        for (int i = 0; i < points.Count; i++)
        {
            int point = points[i];
            int ownClass = tables.ClassOf(point);
            bool isNear = starter >= 0 && (kept - 1 == starter || (lastClass != 0 && lastClass < ownClass));
            if (isNear && Joined(points[starter], point, tables) is int joined)
            {
                points[starter] = joined;
                continue;
            }

            if (ownClass == 0)
            {
                starter = kept;
            }

            lastClass = ownClass;
            points[kept++] = point;
        }

        points.RemoveRange(kept, points.Count - kept);
    }

    private static int? Joined(int first, int second, Tables tables)
    {
        int lead = first - LeadFirst;
        int vowel = second - VowelFirst;
        if (lead is >= 0 and < Leads && vowel is >= 0 and < Vowels)
        {
            return HangulFirst + (((lead * Vowels) + vowel) * Trails);
        }

        int syllable = first - HangulFirst;
        int trail = second - TrailBase;
        if (syllable is >= 0 and < Syllables && syllable % Trails == 0 && trail is > 0 and < Trails)
        {
            return first + trail;
        }

        return tables.Joined.TryGetValue((first, second), out int composed) ? composed : null;
    }

    private sealed class Tables
    {
        private readonly Dictionary<int, int> _classes = [];

        public Dictionary<int, (int First, int Second)> Parts { get; } = [];

        public Dictionary<(int First, int Second), int> Joined { get; } = [];

        public int ClassOf(int point) => _classes.GetValueOrDefault(point);

        public static Tables Read()
        {
            Tables tables = new();
            foreach (string entry in Entries(DecompositionTable.Text))
            {
                bool staysApart = entry.EndsWith('!');
                int[] points = Array.ConvertAll(entry.TrimEnd('!').Split(' '), Hex);
                int second = points.Length > 2 ? points[2] : 0;
                tables.Parts.Add(points[0], (points[1], second));
                if (second != 0 && !staysApart)
                {
                    tables.Joined.Add((points[1], second), points[0]);
                }
            }

            foreach (string entry in Entries(CombiningClassTable.Text))
            {
                string[] fields = entry.Split(' ');
                string[] range = fields[0].Split('-');
                for (int point = Hex(range[0]); point <= Hex(range[^1]); point++)
                {
                    tables._classes.Add(point, int.Parse(fields[1], CultureInfo.InvariantCulture));
                }
            }

            return tables;
        }

        private static string[] Entries(string table) =>
            table.Split([';', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);

        private static int Hex(string digits) =>
            int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }
}
