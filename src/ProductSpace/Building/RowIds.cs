using System.Globalization;
using System.Text;
using ProductSpace.Memory;
using ProductSpace.Storage;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Building;

/// <summary>Ids of the rows of an embedding file: given ones, the file's own, or the numbers of the rows.</summary>
internal static class RowIds
{
    /// <summary>Reads a list of ids.</summary>
    /// <exception cref="BuildInputException">an id is empty or too long.</exception>
    public static Utf8List Read(IEnumerable<string> ids, string source)
    {
        Utf8List list = new();
        try
        {
            foreach (string id in ids)
            {
                if (id.Length == 0)
                {
                    throw new BuildInputException($"{source}: id {list.Count + 1} is empty; every product needs one");
                }

                byte[] text = Encoding.UTF8.GetBytes(id);
                if (text.Length > ProductIdTable.MaxIdBytes)
                {
                    throw new BuildInputException(
                        $"{source}: id {list.Count + 1} has {text.Length} bytes, and the maximum is "
                            + $"{ProductIdTable.MaxIdBytes}; shorten it");
                }

                list.Add(text);
            }

            return list;
        }
        catch
        {
            list.Dispose();
            throw;
        }
    }

    /// <summary>Refuses given ids that are not those of the rows.</summary>
    /// <exception cref="BuildInputException">there are more or fewer of them than rows, or the file names a row
    /// otherwise.</exception>
    public static void Check(EmbeddingFile file, Utf8List given, string source)
    {
        if (given.Count != file.Count)
        {
            throw new BuildInputException(
                $"{source} holds {given.Count} ids, but the embedding file {file.Count} rows; line k must name row k");
        }

        for (int row = 0; file.HasIds && row < file.Count; row++)
        {
            if (!file.GetId(row).SequenceEqual(given[row]))
            {
                throw new BuildInputException(
                    $"{source}: id {row + 1} is {Refusal.Quote(given[row])}, but the embedding file names that row "
                        + $"{Refusal.Quote(file.GetId(row))} itself ({file.Locate(row)}); leave one of the two out "
                        + "(--ids), or correct it");
            }
        }
    }

    /// <summary>Returns the file's own ids, or else the numbers of the rows.</summary>
    public static Utf8List Of(EmbeddingFile file)
    {
        Utf8List list = new();
        for (int row = 0; row < file.Count; row++)
        {
            list.Add(
                file.HasIds ? file.GetId(row) : Encoding.UTF8.GetBytes(row.ToString(CultureInfo.InvariantCulture)));
        }

        return list;
    }
}
