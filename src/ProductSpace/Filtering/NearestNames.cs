using System.Text;

namespace ProductSpace.Filtering;

/// <summary>Reads a known name as UTF-8.</summary>
internal delegate ReadOnlySpan<byte> NameAt(int number);

/// <summary>
/// Suggests known names near an unknown one for the message that refuses it, by case-insensitive edit distance
/// (Levenshtein 1966).
/// </summary>
internal static class NearestNames
{
    /// <summary>Longer names are not compared, because the cost grows with the length.</summary>
    private const int MaxNameLength = 200;

    private const int MaxEdits = 8;

    /// <summary>A letter of UTF-16 takes at most three bytes of UTF-8: longer names are not even decoded.</summary>
    private const int MaxNameBytes = 3 * MaxNameLength;

    private const int MaxCompared = 1 << 16;

    /// <summary>
    /// Letters compared for one message, some tens of milliseconds; the nearest of the names until then are suggested.
    /// </summary>
    private const long MaxWork = 1 << 24;

    private const int MaxSuggested = 3;

    /// <summary>
    /// Lists up to three known names near the given one, nearest first, as the end of a message; empty if none is near.
    /// A path whose last parts equal the given name counts as equal.
    /// </summary>
    /// <param name="asked">The unknown name.</param>
    /// <param name="count">Number of known names.</param>
    /// <param name="nameAt">Returns a known name.</param>
    /// <param name="mostCompared">Names after which the search ends.</param>
    /// <param name="mostWork">Letters after which it ends.</param>
    public static string Suggest(
        string asked, int count, NameAt nameAt, int mostCompared = MaxCompared, long mostWork = MaxWork)
    {
        if (asked.Length > MaxNameLength)
        {
            return string.Empty;
        }

        List<(int Distance, string Name)> near = [];
        int limit = Math.Clamp((asked.Length - 1) / 2, 2, MaxEdits);
        int[] row = new int[MaxNameLength + 1];
        char[] letters = new char[MaxNameBytes];
        long work = 0;
        for (int i = 0; i < Math.Min(count, mostCompared) && work < mostWork; i++)
        {
            ReadOnlySpan<byte> bytes = nameAt(i);
            if (bytes.Length is 0 or > MaxNameBytes)
            {
                continue;
            }

            ReadOnlySpan<char> name = letters.AsSpan(0, Encoding.UTF8.GetChars(bytes, letters));
            work += name.Length;
            if (name.Length > MaxNameLength)
            {
                continue;
            }

            bool isLastPart = name.Length > asked.Length
                && name.EndsWith(asked, StringComparison.OrdinalIgnoreCase)
                && name[^(asked.Length + 1)] == '/';
            int distance = isLastPart ? 0 : Distance(asked, name, limit, row, ref work);
            if (distance <= limit)
            {
                near.Add((distance, name.ToString()));
                if (near.Count > MaxSuggested)
                {
                    near.Sort(Compare);
                    near.RemoveAt(MaxSuggested);
                    limit = near[^1].Distance;
                }
            }
        }

        near.Sort(Compare);
        string[] names = [.. near.ConvertAll(one => $"\"{one.Name}\"")];
        return names.Length switch
        {
            0 => string.Empty,
            1 => $"; did you mean {names[0]}?",
            _ => $"; did you mean {string.Join(", ", names[..^1])} or {names[^1]}?",
        };
    }

    private static int Compare((int Distance, string Name) a, (int Distance, string Name) b) =>
        a.Distance != b.Distance ? a.Distance.CompareTo(b.Distance) : string.CompareOrdinal(a.Name, b.Name);

    /// <summary>
    /// Smallest number of letters to change, add or remove; exact up to the limit. Only the band around the diagonal is
    /// filled (Ukkonen 1985), and cells of the row before the band exceed the limit.
    /// </summary>
    private static int Distance(ReadOnlySpan<char> a, ReadOnlySpan<char> b, int limit, int[] row, ref long work)
    {
        if (Math.Abs(a.Length - b.Length) > limit)
        {
            return limit + 1;
        }

        for (int j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (int i = 0; i < a.Length; i++)
        {
            int low = Math.Max(0, i - limit);
            work += (2 * limit) + 1;
            int diagonal = row[low];
            row[low] = low == 0 ? i + 1 : limit + 1;
            int least = row[low];
            char letter = char.ToLowerInvariant(a[i]);
            for (int j = low; j < Math.Min(b.Length, i + limit + 1); j++)
            {
                int above = row[j + 1];
                row[j + 1] = Math.Min(
                    Math.Min(above, row[j]) + 1, diagonal + (letter == char.ToLowerInvariant(b[j]) ? 0 : 1));
                diagonal = above;
                least = Math.Min(least, row[j + 1]);
            }

            if (least > limit)
            {
                return limit + 1;
            }
        }

        return row[b.Length];
    }
}
