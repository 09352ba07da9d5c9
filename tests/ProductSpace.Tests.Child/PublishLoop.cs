using System.Globalization;
using ProductSpace.Generations;

namespace ProductSpace.Tests.Child;

/// <summary>Publishes two snapshots in turns for ever, and says so each time; a test kills it.</summary>
internal static class PublishLoop
{
    public static int Run(string folder, string first, string second)
    {
        GenerationFolder generations = new(folder);
        for (int i = 0; ; i++)
        {
            Generation generation = generations.Publish(i % 2 == 0 ? first : second);
            Console.Out.Write(string.Create(CultureInfo.InvariantCulture, $"acknowledged {generation.Number}\n"));
            Console.Out.Flush();
            if (i % 4 == 3)
            {
                generations.Prune(2);
            }
        }
    }

    /// <summary>Once; the exit code is 1 where it is refused.</summary>
    public static int Once(string folder, string snapshot)
    {
        try
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"acknowledged {new GenerationFolder(folder).Publish(snapshot).Number}"));
            return 0;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Console.WriteLine(fault.Message);
            return 1;
        }
    }

    /// <summary>The broken twin: writes the pointer where it stands, in two pieces.</summary>
    public static int InPlace(string folder)
    {
        string path = Path.Combine(folder, "CURRENT");
        byte[] bytes = File.ReadAllBytes(path);
        Console.Out.Write("acknowledged 1\n");
        Console.Out.Flush();
        while (true)
        {
            using FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            file.Write(bytes.AsSpan(0, 40));
            Thread.Sleep(20);
            file.Write(bytes.AsSpan(40));
        }
    }
}
