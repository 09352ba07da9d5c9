using System.IO.Compression;
using ProductSpace.Numerics;
using ProductSpace.RecallBench.Common;

namespace ProductSpace.RecallBench.Sentences;

/// <summary>
/// Queries from real text: the normalised mean of 2 to 5 consecutive words of a sentence that the snapshot all knows, as a
/// session of words. Lines are drawn by reservoir, seeded, at most one query a line.
/// </summary>
internal static class SentencesCommand
{
    private const int FewestWords = 2;
    private const int MostWords = 5;

    public static void Run(Arguments arguments)
    {
        string text = arguments.Text("text");
        string snapshot = arguments.Text("snapshot");
        int count = arguments.Number("count", 1000);
        string prefix = arguments.Find("prefix") ?? "eng:";
        ulong seed = (ulong)arguments.Number("seed", 1);
        string output = arguments.Text("out");
        arguments.RefuseUnread();

        using ProductIndex index = ProductIndex.Open(snapshot);
        SeededRandom random = new(seed);
        List<int[]> kept = new(count);
        int seen = 0;
        foreach (string line in Lines(text))
        {
            int[]? words = Draw(index, prefix, line, ref random);
            if (words is null)
            {
                continue;
            }

            seen++;
            if (kept.Count < count)
            {
                kept.Add(words);
            }
            else if (random.NextInt(seen) is int place && place < count)
            {
                kept[place] = words;
            }
        }

        Vecs.Write(output, kept.Select(words => Mean(index, words)));
        Progress.Say($"{kept.Count} queries of {seen} usable lines in {output}");
    }

    private static IEnumerable<string> Lines(string path)
    {
        using FileStream file = File.OpenRead(path);
        using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using StreamReader reader = new(stream);
        while (reader.ReadLine() is string line)
        {
            yield return line;
        }
    }

    /// <summary>A run of known words of a random length and place, or null where the line has none.</summary>
    private static int[]? Draw(ProductIndex index, string prefix, string line, ref SeededRandom random)
    {
        int length = FewestWords + random.NextInt(MostWords - FewestWords + 1);
        int[] words = [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => index.TryGetOrdinal(prefix + word, out int ordinal) ? ordinal : -1)];
        if (words.Length < length)
        {
            return null;
        }

        int places = words.Length - length + 1;
        int first = random.NextInt(places);
        for (int i = 0; i < places; i++)
        {
            int[] run = words[((first + i) % places)..(((first + i) % places) + length)];
            if (!run.Contains(-1))
            {
                return run;
            }
        }

        return null;
    }

    private static float[] Mean(ProductIndex index, int[] words)
    {
        double[] sum = new double[index.Dimension];
        float[] vector = new float[index.Dimension];
        foreach (int word in words)
        {
            index.GetVector(word, vector);
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += vector[i];
            }
        }

        UnitVector.Normalise(sum);
        return Array.ConvertAll(sum, value => (float)value);
    }
}
