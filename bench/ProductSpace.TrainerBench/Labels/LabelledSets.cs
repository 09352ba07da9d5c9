using System.Text;
using ProductSpace.Training;
using ProductSpace.Training.Logs;

namespace ProductSpace.TrainerBench.Labels;

/// <summary>
/// Sets of products, one a user, and the labels of the products, as numbers. Products are numbered by falling number of
/// sets that hold them, equal ones by the order in which the log names them.
/// </summary>
internal sealed class LabelledSets
{
    private LabelledSets(int[][] sets, int[] counts, int[][] labels, string[] ids, int kinds)
    {
        Sets = sets;
        Counts = counts;
        Labels = labels;
        Ids = ids;
        Kinds = kinds;
    }

    /// <summary>Distinct products of each user.</summary>
    public int[][] Sets { get; }

    /// <summary>Number of sets that hold each product, falling.</summary>
    public int[] Counts { get; }

    /// <summary>Labels of each product; empty where the catalogue names none.</summary>
    public int[][] Labels { get; }

    public string[] Ids { get; }

    /// <summary>Number of different labels.</summary>
    public int Kinds { get; }

    public static LabelledSets Read(IReadOnlyList<string> events, string products, string labelColumn)
    {
        Dictionary<string, HashSet<string>> ofUser = new(StringComparer.Ordinal);
        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        foreach (string file in events)
        {
            foreach (string[] row in Rows(file, "user_id", "product_id"))
            {
                if (!ofUser.TryGetValue(row[0], out HashSet<string>? set))
                {
                    ofUser.Add(row[0], set = new HashSet<string>(StringComparer.Ordinal));
                }

                if (set.Add(row[1]))
                {
                    counts[row[1]] = counts.GetValueOrDefault(row[1]) + 1;
                }
            }
        }

        string[] ids = [.. counts.OrderByDescending(pair => pair.Value).Select(pair => pair.Key)];
        Dictionary<string, int> numberOf = ids.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
        (int[][] labels, int kinds) = ReadLabels(products, labelColumn, numberOf);
        int[][] sets = [.. ofUser.Values.Select(set => set.Select(id => numberOf[id]).ToArray())];
        return new LabelledSets(sets, [.. ids.Select(id => counts[id])], labels, ids, kinds);
    }

    private static (int[][] Labels, int Kinds) ReadLabels(string products, string column, Dictionary<string, int> numberOf)
    {
        int[][] labels = new int[numberOf.Count][];
        Array.Fill(labels, []);
        Dictionary<string, int> kindOf = new(StringComparer.Ordinal);
        foreach (string[] row in Rows(products, "product_id", column))
        {
            if (numberOf.TryGetValue(row[0], out int product))
            {
                labels[product] = [.. row[1].Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Kind)];
            }
        }

        return (labels, kindOf.Count);

        int Kind(string name)
        {
            kindOf.TryAdd(name, kindOf.Count);
            return kindOf[name];
        }
    }

    private static IEnumerable<string[]> Rows(string file, params string[] columns)
    {
        using LogRows rows = LogFile.Open(file, new LogOptions(), isChecked: false, CancellationToken.None);
        int[] places = Array.ConvertAll(columns, column => Array.IndexOf(rows.Headers, column));
        int missing = Array.IndexOf(places, -1);
        if (missing >= 0)
        {
            throw new ArgumentException($"{file}: has no column {columns[missing]}; it has {string.Join(", ", rows.Headers)}");
        }

        rows.Select(places);
        while (rows.Read())
        {
            string[] row = new string[columns.Length];
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = Encoding.UTF8.GetString(rows.Cell(i));
            }

            yield return row;
        }
    }
}
