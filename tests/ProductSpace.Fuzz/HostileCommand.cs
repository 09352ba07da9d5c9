using System.Globalization;
using System.IO.Compression;
using ProductSpace.Fuzz.Catalogs;
using ProductSpace.Fuzz.Deltas;
using ProductSpace.Fuzz.Embeddings;
using ProductSpace.Fuzz.Filters;
using ProductSpace.Fuzz.Interchange;
using ProductSpace.Fuzz.Rankers;
using ProductSpace.Fuzz.Snapshots;
using ProductSpace.Fuzz.VectorData;

namespace ProductSpace.Fuzz;

/// <summary>The commands of the program; <see cref="Usage"/> lists them.</summary>
internal static class HostileCommand
{
    /// <summary>Ends of the names of finds that are kept packed.</summary>
    private const string Packed = ".br";

    private const int TwinMutants = 4000;

    /// <summary>Twins that end the process or wait for ever: each needs a process of its own.</summary>
    private static readonly string[] s_deadly = ["over-read", "under-read", "hang", "no-progress"];

    public const string Usage = """
        ProductSpace.Fuzz: hostile files, read by the engine and judged

          run TARGET GOLDEN [name=value ...]     a campaign; settings: seed, from, count, threads, seconds, hang, folder, twin
          twins GOLDEN                           every broken reader that does not end the process must be caught
          replay GOLDEN CORPUS                   sound files and kept finds, each asked everything
          keep TARGET GOLDEN SEED NUMBER FILE    the bytes of a mutant, packed for the corpus
          guard FILE MUTANTS                     forged copies of a snapshot between unreadable regions
          guard-twin FILE DISTANCE               a read behind the end, which must end the process

        TARGET is snapshots, tables, embeddings, catalogs, filters, deltas, rankers or all of these; records or changes, the files
        of a vector store; or a form of other tools: parquet, arrow, hdf5, npz, fbin, json, csv. GOLDEN is tests/Golden/v1.
        """;

    /// <summary>`run TARGET golden-folder [name=value ...]`: a campaign.</summary>
    public static int Run(string target, string goldenFolder, string[] pairs)
    {
        CampaignOptions options = CampaignOptions.Parse(target, pairs);
        using HostileCampaign campaign = new(options, HostileTargets.Find(target, goldenFolder, options.Twin), Console.Out);
        return campaign.Run();
    }

    /// <summary>`twins golden-folder`: every broken reader that does not end the process; a line for each.</summary>
    public static int Twins(string goldenFolder)
    {
        int missed = 0;
        (string Target, string[] Twins)[] all =
            [("snapshots", BrokenReaders.Names), ("embeddings", BrokenEmbeddings.Names), ("catalogs", BrokenCatalogs.Names), ("filters", BrokenFilters.Names), ("deltas", BrokenDeltas.Names), ("rankers", BrokenRankers.Names), ("records", BrokenStores.OfRecords), ("changes", BrokenStores.OfChanges), ("parquet", BrokenInterchange.Names), ("csv", BrokenInterchange.Names)];
        foreach ((string target, string[] twins) in all)
        {
            foreach (string twin in twins.Except(s_deadly))
            {
                using StringWriter output = new(CultureInfo.InvariantCulture);
                CampaignOptions options = new() { Target = target, Count = TwinMutants, MostFindings = 1 };
                using HostileCampaign campaign = new(options, HostileTargets.Find(target, goldenFolder, twin), output);
                bool found = campaign.Run() == 1;
                missed += found ? 0 : 1;
                Console.WriteLine($"{(found ? "caught" : "MISSED")} {target} {twin} | {output.ToString().ReplaceLineEndings("\n").Split('\n')[0]}");
            }
        }

        return missed == 0 ? 0 : 1;
    }

    /// <summary>
    /// `replay golden-folder corpus-folder`: the sound files, which must be answered, and every find that was kept, asked
    /// everything; a line for each.
    /// </summary>
    public static int Replay(string goldenFolder, string corpusFolder)
    {
        int failed = 0;
        foreach (string name in HostileTargets.Names)
        {
            string folder = Path.Combine(corpusFolder, name);
            using HostileTarget target = HostileTargets.Find(name, goldenFolder, string.Empty)();
            int intact = 0;
            foreach (byte[] sound in target.Intact)
            {
                failed += Try(target, $"{name}, sound file {intact++}", sound, isSound: true);
            }

            string[] files = Directory.Exists(folder) ? Directory.GetFiles(folder) : [];
            Array.Sort(files, StringComparer.Ordinal);
            foreach (string file in files)
            {
                failed += Try(target, $"{name}/{Path.GetFileName(file)}", Read(file), isSound: false);
            }
        }

        return failed == 0 ? 0 : 1;
    }

    /// <summary>`keep TARGET golden-folder seed number file`: the bytes of a mutant, packed, for the corpus.</summary>
    public static int Keep(string target, string goldenFolder, string seed, string number, string file)
    {
        using HostileTarget hostile = HostileTargets.Find(target, goldenFolder, string.Empty)();
        byte[] bytes = hostile.BytesOf(ulong.Parse(seed, CultureInfo.InvariantCulture), long.Parse(number, CultureInfo.InvariantCulture));
        using Stream stream = file.EndsWith(Packed, StringComparison.Ordinal) ? new BrotliStream(File.Create(file), CompressionLevel.SmallestSize) : File.Create(file);
        stream.Write(bytes);
        return 0;
    }

    /// <summary>1 where the file was not handled well.</summary>
    private static int Try(HostileTarget target, string name, byte[] bytes, bool isSound)
    {
        try
        {
            Verdict verdict = target.Replay(bytes);
            Console.WriteLine($"{name}: {verdict}");
            return isSound && verdict != Verdict.Answered ? 1 : 0;
        }
        catch (Exception finding)
        {
            Console.WriteLine($"{name}: FINDING {finding.Message}");
            return 1;
        }
    }

    private static byte[] Read(string file)
    {
        using Stream stream = file.EndsWith(Packed, StringComparison.Ordinal) ? new BrotliStream(File.OpenRead(file), CompressionMode.Decompress) : File.OpenRead(file);
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
