using System.Globalization;
using System.Text;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.RecallBench.Common;

/// <summary>
/// Ordinal of a snapshot to row of its embedding file: ordinals follow cells, the peers follow the file. Product ids tie
/// them: those of an id file, of the embedding file itself, or else row numbers.
/// </summary>
internal static class RowMap
{
    public static int[] Make(ProductIndex index, EmbeddingFile file, string? idFile)
    {
        Dictionary<string, int>? rows = idFile is not null ? FromLines(File.ReadLines(idFile)) : file.HasIds ? FromFile(file) : null;
        int[] map = new int[index.Count];
        for (int ordinal = 0; ordinal < map.Length; ordinal++)
        {
            string id = index.GetProductId(ordinal);
            int row = -1;
            bool known = rows is not null ? rows.TryGetValue(id, out row) : int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out row);
            if (!known || (uint)row >= (uint)file.Count)
            {
                throw new ArgumentException($"product \"{id}\" of the snapshot has no row in the embedding file; give the file it was built from, and --ids FILE where it was built with one");
            }

            map[ordinal] = row;
        }

        return map;
    }

    private static Dictionary<string, int> FromLines(IEnumerable<string> ids)
    {
        Dictionary<string, int> rows = [];
        int row = 0;
        foreach (string id in ids)
        {
            rows.TryAdd(id, row++);
        }

        return rows;
    }

    private static Dictionary<string, int> FromFile(EmbeddingFile file)
    {
        Dictionary<string, int> rows = [];
        for (int row = 0; row < file.Count; row++)
        {
            rows.TryAdd(Encoding.UTF8.GetString(file.GetId(row)), row);
        }

        return rows;
    }
}
