using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;
using ProductSpace.Numerics;

namespace ProductSpace.RecallBench.Common;

/// <summary>
/// What a figure must name: processor, instruction sets in use, runtime. Figures of two processors never share a folder;
/// the folder's name is made here.
/// </summary>
internal static class Machine
{
    /// <summary>Code names of server processors by family and model: a virtual machine often hides all but these two.</summary>
    private static readonly Dictionary<(string Vendor, int Family, int Model), string> s_codeNames = new()
    {
        [("AuthenticAMD", 23, 49)] = "Rome",
        [("AuthenticAMD", 25, 1)] = "Milan",
        [("AuthenticAMD", 25, 17)] = "Genoa",
        [("AuthenticAMD", 26, 2)] = "Turin",
        [("GenuineIntel", 6, 85)] = "Skylake or Cascade Lake",
        [("GenuineIntel", 6, 106)] = "Ice Lake",
        [("GenuineIntel", 6, 143)] = "Sapphire Rapids",
        [("GenuineIntel", 6, 207)] = "Emerald Rapids",
    };

    public static string Processor { get; } = ReadProcessor();

    /// <summary>What our kernels use in this process.</summary>
    public static string Instructions { get; } = CodeDot.Name;

    /// <summary>Name of the results folder, for example amd-epyc-genoa-avx512.</summary>
    public static string Slug { get; } = Simplify(Processor + " " + (CodeDot.Name == "AVX-512BW" ? "avx512" : CodeDot.Name == "AVX2" ? "avx2" : CodeDot.Name));

    public static string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Processor}, {Environment.ProcessorCount} processors, kernels {Instructions} (AVX2 {Avx2.IsSupported}, AVX-512BW {Avx512BW.IsSupported}); {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}");

    private static string ReadProcessor()
    {
        if (!File.Exists("/proc/cpuinfo"))
        {
            return RuntimeInformation.ProcessArchitecture.ToString();
        }

        Dictionary<string, string> lines = [];
        foreach (string line in File.ReadLines("/proc/cpuinfo").TakeWhile(line => line.Length > 0))
        {
            string[] parts = line.Split(':', 2);
            lines[parts[0].Trim()] = parts[^1].Trim();
        }

        string name = lines.GetValueOrDefault("model name", RuntimeInformation.ProcessArchitecture.ToString());
        int family = Number(lines, "cpu family");
        int model = Number(lines, "model");
        string code = s_codeNames.GetValueOrDefault((lines.GetValueOrDefault("vendor_id", string.Empty), family, model)) ?? string.Create(CultureInfo.InvariantCulture, $"family {family} model {model}");
        return $"{name} {code}";
    }

    private static int Number(Dictionary<string, string> lines, string name) =>
        int.TryParse(lines.GetValueOrDefault(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) ? value : 0;

    private static string Simplify(string text)
    {
        StringBuilder slug = new();
        foreach (char letter in text.ToLowerInvariant().Replace("(r)", string.Empty, StringComparison.Ordinal).Replace("(tm)", string.Empty, StringComparison.Ordinal))
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                slug.Append(letter);
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        return slug.ToString().Trim('-');
    }
}
