using System.IO.Compression;

namespace ProductSpace.TrainerBench.Quality;

/// <summary>Validation sessions as plain lines of ids, kept as text so that embeddings with other products read the same ones.</summary>
internal sealed class QualityLog
{
    private readonly List<string[]> _sessions = [];

    public QualityLog(string path)
    {
        using Stream file = File.OpenRead(path);
        using Stream plain = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using StreamReader reader = new(plain);
        while (reader.ReadLine() is string line)
        {
            string[] views = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (views.Length > 1)
            {
                _sessions.Add(views);
            }
        }

        if (_sessions.Count == 0)
        {
            throw new ArgumentException($"{path} holds no session of two products; one session a line is expected, ids separated by blanks");
        }
    }

    public int Count => _sessions.Count;

    /// <summary>The sessions in one embedding's numbers; each unknown product gets a negative number of its own.</summary>
    public int[][] Numbered(Func<string, int> find)
    {
        Dictionary<string, int> unknown = new(StringComparer.Ordinal);
        int[][] numbered = new int[_sessions.Count][];
        for (int i = 0; i < numbered.Length; i++)
        {
            numbered[i] = [.. _sessions[i].Select(id => find(id) is int product and >= 0 ? product : Unknown(unknown, id))];
        }

        return numbered;
    }

    private static int Unknown(Dictionary<string, int> unknown, string id)
    {
        unknown.TryAdd(id, -1 - unknown.Count);
        return unknown[id];
    }
}
