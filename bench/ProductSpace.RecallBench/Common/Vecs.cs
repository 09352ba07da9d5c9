using System.Runtime.InteropServices;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.RecallBench.Common;

/// <summary>fvecs and ivecs files (int32 length, then that many numbers, row after row): what the peers' driver reads.</summary>
internal static class Vecs
{
    public static void Write<T>(string path, IEnumerable<T[]> rows)
        where T : unmanaged
    {
        using FileStream stream = File.Create(path);
        using BinaryWriter writer = new(stream);
        foreach (T[] row in rows)
        {
            writer.Write(row.Length);
            writer.Write(MemoryMarshal.AsBytes<T>(row));
        }
    }

    public static void Write(string path, EmbeddingFile file) => Write(path, Rows(file));

    public static float[][] Read(string path)
    {
        using EmbeddingFile file = EmbeddingFiles.Open(path);
        return [.. Rows(file).Select(row => row.ToArray())];
    }

    public static bool IsFvecs(EmbeddingFile file) => file.Format.StartsWith("fvecs", StringComparison.Ordinal);

    /// <summary>One array for all rows.</summary>
    private static IEnumerable<float[]> Rows(EmbeddingFile file)
    {
        float[] row = new float[file.Dimension];
        for (int i = 0; i < file.Count; i++)
        {
            file.ReadRow(i, row);
            yield return row;
        }
    }
}
