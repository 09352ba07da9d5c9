using System.Globalization;

namespace ProductSpace.Fuzz;

/// <summary>How far a campaign has come, one line of text in its folder, so that it can be ended and gone on with.</summary>
internal sealed record CampaignState(string Target, ulong Seed, long Next, long Refused, long Answered, long InPart, long Findings, double CpuSeconds)
{
    public long Mutants => Refused + Answered + InPart + Findings;

    public static string PathIn(string folder, string target, ulong seed) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{target}-{seed}.state"));

    /// <summary>The state of a campaign that was begun here, or null.</summary>
    public static CampaignState? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        string[] words = File.ReadAllText(path).Trim().Split(' ');
        long Number(int word) => long.Parse(words[word], CultureInfo.InvariantCulture);
        return new CampaignState(words[0], ulong.Parse(words[1], CultureInfo.InvariantCulture), Number(2), Number(3), Number(4), Number(5), Number(6), double.Parse(words[7], CultureInfo.InvariantCulture));
    }

    /// <summary>Written beside and renamed: a campaign that is killed keeps its last state.</summary>
    public void Write(string path)
    {
        File.WriteAllText(path + ".new", string.Create(CultureInfo.InvariantCulture, $"{Target} {Seed} {Next} {Refused} {Answered} {InPart} {Findings} {CpuSeconds:F1}\n"));
        File.Move(path + ".new", path, overwrite: true);
    }
}
