namespace ProductSpace.Filtering;

/// <summary>
/// Suggests known names near an unknown one for the message that refuses it, by case-insensitive edit distance
/// (Levenshtein 1966).
/// </summary>
internal static class NearestNames
{
    /// <summary>Longer names are not compared, because the cost grows with the length.</summary>
    private const int MaxNameLength = 200;

    private const int MaxEdits = 8;

    private const int MaxCompared = 1 << 16;
    private const int MaxSuggested = 3;

    /// <summary>
    /// Lists up to three known names near the given one, nearest first, as the end of a message; empty if none is near.
    /// A path whose last parts equal the given name counts as equal.
    /// </summary>
    public static string Suggest(string asked, int count, Func<int, string> nameOf)
    {
        if (asked.Length > MaxNameLength)
        {
            return string.Empty;
        }

        List<(int Distance, string Name)> near = [];
        int limit = Math.Clamp((asked.Length - 1) / 2, 2, MaxEdits);
        int[] row = new int[MaxNameLength + 1];
        for (int i = 0; i < Math.Min(count, MaxCompared); i++)
        {
            string name = nameOf(i);
            if (name.Length is 0 or > MaxNameLength)
            {
                continue;
            }

            bool isLastPart = name.Length > asked.Length
                && name.EndsWith(asked, StringComparison.OrdinalIgnoreCase)
                && name[^(asked.Length + 1)] == '/';
            int distance = isLastPart ? 0 : Distance(asked, name, limit, row);
            if (distance <= limit)
            {
                near.Add((distance, name));
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
    private static int Distance(string a, string b, int limit, int[] row)
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
